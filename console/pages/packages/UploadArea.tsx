/** Where archives are dropped or chosen, and how each upload goes. */
import { ActionIcon, Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconCircleCheck, IconCircleX, IconPackage, IconUpload, IconX } from '@tabler/icons-react';
import { Link } from 'wouter';
import { to } from '../../app/address.ts';
import { useMay } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { useUnsaved } from '../../parts/useSaving.ts';
import { bytes } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { isOpen, type PackageUpload, uploads, useUploads } from './uploads.ts';
import './packages.css';

export function UploadArea() {
  const all = useUploads();
  const may = useMay('developer');
  useUnsaved(all.some(isOpen));
  if (!may) return null;
  return (
    <Stack gap="xs">
      <Dropzone
        className="package-drop"
        p="md"
        inputProps={{ 'aria-label': t('packages.choose') }}
        onDrop={(files) => uploads.add(files)}
      >
        <Group gap="sm" justify="center" wrap="nowrap">
          <IconUpload size={20} stroke={1.6} aria-hidden />
          <div>
            <Text size="sm" fw={600}>
              {t('packages.drop')}
            </Text>
            <Text size="xs" c="dimmed">
              {t('packages.dropSays')}
            </Text>
          </div>
        </Group>
      </Dropzone>
      {all.length > 0 && <Rows all={all} />}
    </Stack>
  );
}

function Rows({ all }: { all: readonly PackageUpload[] }) {
  return (
    <Paper withBorder className="card" role="group" aria-label={t('packages.uploads')}>
      <ul className="upload-rows">
        {all.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </ul>
      {all.some((one) => !isOpen(one)) && (
        <Group justify="flex-end" px="sm" pb={8}>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => uploads.clear()}>
            {t('packages.clear')}
          </Button>
        </Group>
      )}
    </Paper>
  );
}

const icons = {
  done: IconCircleCheck,
  refused: IconCircleX,
  stopped: IconX,
  waiting: IconPackage,
  sending: IconPackage,
};

function Row({ one }: { one: PackageUpload }) {
  const Icon = icons[one.state];
  return (
    <li className="upload-row" data-state={one.state}>
      <Icon size={18} aria-hidden className="upload-icon" />
      <div className="upload-main">
        <Group gap={8} wrap="nowrap">
          <span className="clip upload-name">{visible(one.name)}</span>
          <span className="faint small nowrap">{bytes(one.bytes)}</span>
        </Group>
        {one.state === 'sending' && (
          <Progress
            value={one.share * 100}
            size="sm"
            mt={4}
            aria-label={t('packages.progressOf', { file: visible(one.name) })}
          />
        )}
        <div className="upload-says" role={one.state === 'refused' ? 'alert' : 'status'}>
          <Says one={one} />
        </div>
      </div>
      {isOpen(one) && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('packages.stop', { file: visible(one.name) })}
          onClick={() => uploads.stop(one.id)}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}

function Says({ one: { state, share, because, version } }: { one: PackageUpload }) {
  if (state === 'refused') return <span className="bad-text">{visible(because ?? '')}</span>;
  if (state === 'waiting') return <>{t('packages.waiting')}</>;
  if (state === 'stopped') return <>{t('packages.stopped')}</>;
  if (state === 'sending')
    return <>{t(share < 1 ? 'packages.sending' : 'packages.checking', { share: Math.floor(share * 100) })}</>;
  if (!version) return null;
  return (
    <>
      <Link href={to.package(version.package)} className="link">
        {`${visible(version.package)} ${visible(version.version)}`}
      </Link>{' '}
      {t(version.created ? 'packages.published' : 'packages.same')}
    </>
  );
}
