/** Robots one below the other with state, reason and suitability; they can be chosen when somebody listens. */
import { Checkbox, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { RobotBadge } from '../../show/Badges.tsx';
import { toldAs } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import type { Candidate } from './useRobots.ts';

interface Props {
  robots: Candidate[];
  /** Names. */
  chosen?: string[];
  /** Absent = they are shown only. */
  onChoose?: (chosen: string[]) => void;
}

/** Rows on screen at once; typing finds the others. */
const SHOWN = 100;
/** From so many robots on one can search among them. */
const SEARCHED = 8;

export function RobotRows({ robots, chosen = [], onChoose }: Props) {
  const [text, setText] = useState('');
  if (robots.length === 0)
    return (
      <Text size="sm" c="dimmed" mt={6}>
        {t('target.noRobots')}
      </Text>
    );
  const wanted = text.trim().toLowerCase();
  const found = robots.filter(({ robot }) => robot.name.toLowerCase().includes(wanted));
  const toggle = (name: string) =>
    onChoose?.(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <div className="robot-rows">
      {robots.length > SEARCHED && (
        <TextInput
          size="xs"
          m={8}
          aria-label={t('target.search')}
          placeholder={t('target.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
      )}
      <ul className="robot-list">
        {found.slice(0, SHOWN).map((one) => (
          <li key={one.robot.id} className="robot-row">
            <Name one={one} chosen={chosen} onToggle={onChoose && toggle} />
            <RobotBadge state={one.robot.state} />
            <span className="robot-because faint clip">{toldAs(one.robot.because, one.robot.becauseAs)}</span>
            <Fit one={one} />
          </li>
        ))}
      </ul>
      {found.length > SHOWN && (
        <Text size="xs" c="dimmed" px="sm" pb={8}>
          {t('target.more', { n: found.length - SHOWN })}
        </Text>
      )}
      {onChoose && chosen.length > 0 && (
        <Text size="xs" c="dimmed" px="sm" pb={8} role="status">
          {t('target.chosen', { n: chosen.length })}
        </Text>
      )}
    </div>
  );
}

interface NameProps {
  one: Candidate;
  chosen: string[];
  onToggle: ((name: string) => void) | undefined;
}

function Name({ one: { robot }, chosen, onToggle }: NameProps) {
  const name = <span className="clip">{visible(robot.name)}</span>;
  if (!onToggle) return <b className="target-robot">{name}</b>;
  return (
    <Checkbox
      className="target-robot"
      size="xs"
      label={name}
      checked={chosen.includes(robot.name)}
      onChange={() => onToggle(robot.name)}
    />
  );
}

function Fit({ one: { lacks, lacksAs, judged } }: { one: Candidate }) {
  if (!judged) return <span />;
  if (lacks === undefined)
    return (
      <span className="robot-fit faint">
        <IconCheck size={14} aria-hidden /> {t('target.suits')}
      </span>
    );
  return (
    <span className="robot-fit warn-text">
      <IconAlertTriangle size={14} aria-hidden /> {toldAs(lacks, lacksAs)}
    </span>
  );
}
