/** Add robot: a one-time token as a command to paste on the machine, then waiting until the robot says hello. */
import {
  ActionIcon,
  Alert,
  Button,
  Code,
  CopyButton,
  Group,
  Loader,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconCheck, IconCircleCheck, IconCopy } from '@tabler/icons-react';
import { type SyntheticEvent, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Result } from '../../../protocol/contract.ts';
import { GantryError } from '../../../protocol/errors.ts';
import { useCommand, useVerb } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { duration } from '../../show/format.ts';
import { useNow } from '../../show/Time.tsx';
import { told } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';

/** `pool`: chosen beforehand. */
export function AddRobot({ pool, onClose }: { pool?: string; onClose: () => void }) {
  const invite = useCommand('robot.invite');
  return (
    <Dialog opened onClose={onClose} title={t('robots.add')} size="lg">
      {invite.data ? (
        <Invitation invitation={invite.data} onClose={onClose} />
      ) : (
        <Ask invite={invite} pool={pool} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface AskProps {
  invite: ReturnType<typeof useCommand<'robot.invite'>>;
  pool: string | undefined;
  onClose: () => void;
}

function Ask({ invite, pool: first, onClose }: AskProps) {
  const [name, setName] = useState('');
  const [pool, setPool] = useState<string | null>(first ?? null);
  const pools = useVerb('pool.list', {});
  const refused = invite.error instanceof GantryError ? invite.error : undefined;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    invite.mutate({ name: name.trim() || undefined, pool: pool ?? undefined });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('addRobot.says')}
        </Text>
        <TextInput
          label={t('addRobot.name')}
          description={t('addRobot.nameRule')}
          value={name}
          maxLength={60}
          data-autofocus
          error={refused?.field === 'name' ? told(refused) : undefined}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <Select
          label={t('addRobot.pool')}
          description={t('addRobot.poolRule')}
          clearable
          data={(pools.data?.items ?? []).map((p) => ({ value: p.name, label: visible(p.name) }))}
          value={pool}
          onChange={setPool}
        />
        {invite.error && refused?.field !== 'name' && (
          <Alert color="red" role="alert">
            {told(invite.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={invite.isPending}>
            {t('addRobot.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface InvitationProps {
  invitation: Result<'robot.invite'>;
  onClose: () => void;
}

function Invitation({ invitation: { command, expires }, onClose }: InvitationProps) {
  const left = expires - useNow();
  return (
    <Stack gap="md">
      <Text size="sm">{t('addRobot.run')}</Text>
      <Group wrap="nowrap" align="stretch" gap="xs">
        <Code block className="install">
          {visible(command)}
        </Code>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <ActionIcon variant="default" size={38} aria-label={t('action.copy')} onClick={copy}>
              {copied ? <IconCheck size={17} aria-hidden /> : <IconCopy size={17} aria-hidden />}
            </ActionIcon>
          )}
        </CopyButton>
      </Group>
      <Text size="xs" c="dimmed">
        {left > 0 ? t('addRobot.expires', { left: duration(left) }) : t('addRobot.expired')}
      </Text>
      <Arrival />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('action.close')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Watches the list for a robot that was not there when the command was made: enrolled first, then online. */
function Arrival() {
  const { data } = useVerb('robot.list', {}, { topics: ['robots'] });
  const before = useRef<ReadonlySet<string>>(undefined);
  if (data) before.current ??= new Set(data.items.map((robot) => robot.id));
  const arrived = data?.items.find((robot) => before.current?.has(robot.id) === false);
  if (!arrived || arrived.state === 'offline')
    return (
      <Group gap="sm" role="status">
        <Loader size="xs" aria-hidden />
        <Text size="sm">
          {arrived ? t('addRobot.enrolled', { robot: visible(arrived.name) }) : t('addRobot.waiting')}
        </Text>
      </Group>
    );
  return (
    <Alert color="teal" icon={<IconCircleCheck size={18} />} role="status">
      {t('addRobot.arrived', { robot: visible(arrived.name), machine: visible(arrived.machine) })}{' '}
      <Link href={to.robot(arrived.name)} className="link">
        {t('addRobot.open')}
      </Link>
    </Alert>
  );
}
