import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { callsRow } from './calls-row.ts';
import { gatewayRow } from './gateway-row.ts';
import { overview } from './overview.ts';
import { panelRow } from './panel-row.ts';
import { datasource } from './panels.ts';
import { securityRow } from './security-row.ts';

const rowsOfBoard: readonly (readonly [string, readonly Builder<Panel>[]])[] = [
  ['Overview', overview()],
  ['Panels', panelRow()],
  ['Keys and commands', callsRow()],
  ['Security', securityRow()],
  ['The gateways themselves', gatewayRow()],
];

/** The board of Hearthgate for Grafana. `npm run board` writes it to docker/grafana/boards/hearthgate.json. */
export function board(): Dashboard {
  const builder = new DashboardBuilder('Hearthgate')
    .uid('hearthgate')
    .description('Gateways before the API of HestiaCP panels: what they let through, what they refuse, and how they are.')
    .tags(['hearthgate'])
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(labelVariable('gateway', 'Gateway', 'label_values(hearthgate_build_info{job="hearthgate"}, instance)'))
    .withVariable(
      labelVariable('panel', 'Panel', 'label_values(hearthgate_state_usable{job="hearthgate", instance=~"$gateway"}, panel)'),
    )
    .withVariable(manualVariable())
    .link(
      linkTo(
        'Page of the gateway',
        'http://${gateway}/',
        'Where one gateway is selected, and its second listener can be reached',
      ),
    )
    .link(linkTo('Manual', '${manual}/operations.md', 'Where the variable Manual says'));
  let id = 0;
  for (const [title, panels] of rowsOfBoard) {
    id += 1;
    builder.withRow(new RowBuilder(title).id(id));
    for (const panel of panels) {
      id += 1;
      builder.withPanel(withId(panel, id));
    }
  }
  return builder.build();
}

function withId(panel: Builder<Panel>, id: number): Builder<Panel> {
  return { build: () => ({ ...panel.build(), id }) };
}

/** All of them unless some are selected. The panels `none` and `other` are in no list, so all of them is any text. */
function labelVariable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });
}

/** Where the Debian package has it. Browsers follow links to files from no page, so a copy on a web server is better. */
function manualVariable(): TextBoxVariableBuilder {
  const folder = 'file:///usr/share/doc/hearthgate/docs';
  return new TextBoxVariableBuilder('manual')
    .label('Manual')
    .defaultValue(folder)
    .current({ selected: true, text: folder, value: folder });
}

function linkTo(title: string, url: string, tooltip: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(url)
    .tooltip(tooltip)
    .icon('external link')
    .targetBlank(true);
}
