export interface Translation {
  /** From the project's root. */
  readonly english: string;
  readonly chinese: string;
  /** Headings of the English page whose sections are not translated. */
  readonly leftOut: readonly string[];
}

/** The pages that are there in Chinese, too. */
export const translations: readonly Translation[] = [
  { english: 'README.md', chinese: 'docs/zh/README.md', leftOut: ['Layout', 'Packages'] },
  { english: 'docs/install.md', chinese: 'docs/zh/install.md', leftOut: [] },
  { english: 'docs/adopt.md', chinese: 'docs/zh/adopt.md', leftOut: [] },
];
