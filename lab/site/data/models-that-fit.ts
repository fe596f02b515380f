import type { CompactLink } from '../../models/compact.ts';
import type { SiteFile } from './site-file.ts';

/**
 * The data with as many models as there is room for, in bytes, in their order: one that does not fit is left out and named, and smaller ones behind it come in.
 */
export function withModels(file: Omit<SiteFile, 'models' | 'modelsElsewhere'>, models: readonly CompactLink[], room: number): SiteFile {
  let left = room;
  const fitting = models.filter((link) => {
    const bytes = Buffer.byteLength(JSON.stringify(link)) + link.page.length + 10;
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
  return { ...file, models: fitting, modelsElsewhere: models.filter((link) => !fitting.includes(link)).map(({ page }) => page) };
}
