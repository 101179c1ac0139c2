/** The rows of files that people give to parameters (J1), and who refers to them. Conventions: rows.ts. */

/** `id` is the content's sha256; the bytes lie in the blob store. */
export interface FileRow {
  id: string;
  workspace: string;
  /** As it was called when it was uploaded first. */
  name: string;
  bytes: number;
  /** ms since when nobody refers to it, 0 = somebody does. What retention picks by. */
  unusedSince: number;
  created: number;
}
/** One deployment or open job that refers to a file: `id` is `file:holder`. */
export interface FileUseRow {
  id: string;
  file: string;
  /** Id of a deployment, a job, or whatever else keeps parameter values. */
  holder: string;
}
