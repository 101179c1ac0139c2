/** Small shown things: an author, an id, tags with overflow, attempts. */
import { Group, Popover, UnstyledButton } from '@mantine/core';
import { IconRobot, IconSettings, IconUser } from '@tabler/icons-react';
import type { Author as AuthorShape } from '../../protocol/fields.ts';
import { t } from '../i18n/index.ts';
import { shortId } from '../show/format.ts';
import { hint } from '../show/Hints.tsx';
import { visible } from '../show/visible.ts';

const icons = { user: IconUser, robot: IconRobot, system: IconSettings };

/** A robot is shown with the machine and the account of that moment (Q47). */
export function Author({ author }: { author: AuthorShape }) {
  const Icon = icons[author.kind];
  const where = [author.account, author.machine].filter(Boolean).join('@');
  return (
    <span className="author nowrap" {...hint(visible(where || t(`author.${author.kind}`)))}>
      <Icon size={14} stroke={1.7} aria-hidden />
      {visible(author.name)}
    </span>
  );
}

export const ShortId = ({ id }: { id: string }) => (
  <span className="id" title={id}>
    {shortId(id)}
  </span>
);

/** Tags shown before the rest goes behind a button. */
const TAGS_SHOWN = 2;

export function Tags({ tags, shown = TAGS_SHOWN }: { tags: string[]; shown?: number }) {
  const rest = tags.length - shown;
  return (
    <Group gap={4} wrap="nowrap">
      {tags.slice(0, shown).map((tag) => (
        <Tag key={tag} tag={tag} />
      ))}
      {rest > 0 && (
        <Popover withArrow>
          <Popover.Target>
            <UnstyledButton className="more-tags" aria-label={`+${rest}: ${t('resource.allTags', { n: tags.length })}`}>
              +{rest}
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown>
            <Group gap={4} maw={320}>
              {tags.map((tag) => (
                <Tag key={tag} tag={tag} />
              ))}
            </Group>
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  );
}

const Tag = ({ tag }: { tag: string }) => <span className="tag">{visible(tag)}</span>;
