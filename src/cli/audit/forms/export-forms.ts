/** Forms for other programs. */
export const exportForms = ['jsonl', 'csv', 'syslog', 'journal'] as const;
export type ExportForm = (typeof exportForms)[number];
