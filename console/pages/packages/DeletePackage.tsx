/** The question before a package or a version is deleted (J3); while something uses it, who that is, and no question. */
import { Button, Group, List, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { VersionDetail } from '../../../protocol/shapes-package.ts';
import { useVerb } from '../../api/queries.ts';
import { to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Refused } from '../../parts/States.tsx';
import { sayDone } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { visible } from '../../show/visible.ts';

interface Props {
  name: string;
  /** Absent = the whole package. */
  version: string | undefined;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

export function DeletePackage({ name, version, onClose, onDeleted }: Props) {
  const topics = ['packages', 'deployments', 'jobs'];
  const { data, error } = useVerb('package.show', { package: name }, { topics });
  const used = data?.versions.filter((one) => (version === undefined || one.version === version) && isUsed(one));
  const title = version === undefined ? visible(name) : visible(`${name} ${version}`);
  if (used?.length === 0)
    return <Question name={name} version={version} title={title} onClose={onClose} onDeleted={onDeleted} />;
  if (!used && !error) return null; // for the blink of an eye
  return (
    <Dialog opened centered onClose={onClose} title={t('packages.inUseTitle', { what: title })}>
      {error ? (
        <Refused error={error} />
      ) : (
        <Stack gap="md">
          <Text size="sm">{t('packages.inUseSays')}</Text>
          <List size="sm" className="user-list" mah={260}>
            {used?.map((one) => (
              <Use key={one.version} one={one} />
            ))}
          </List>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.close')}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}

const isUsed = ({ deployments, liveJobs }: VersionDetail): boolean => deployments.length > 0 || liveJobs > 0;

/** One version with the deployments that name or follow it, and its live jobs. */
function Use({ one }: { one: VersionDetail }) {
  return (
    <List.Item>
      <b>{visible(one.version)}</b>
      {one.deployments.map(({ name, follows }) => (
        <div key={name}>
          <Link href={to.deployment(name)} className="link">
            {visible(name)}
          </Link>{' '}
          <span className="faint small">{t(follows ? 'packages.follows' : 'packages.names')}</span>
        </div>
      ))}
      {one.liveJobs > 0 && <div>{t('packages.liveJobs', { n: one.liveJobs })}</div>}
    </List.Item>
  );
}

function Question({ name, version, title, onClose, onDeleted }: Props & { title: string }) {
  const done = () => {
    sayDone(t('packages.deleted', { what: title }));
    onClose();
    onDeleted?.();
  };
  const removePackage = useRemoval('package.delete', done);
  const removeVersion = useRemoval('version.delete', done);
  const remove = () =>
    version === undefined ? removePackage.mutate({ package: name }) : removeVersion.mutate({ package: name, version });
  return (
    <Confirm
      opened
      title={t('packages.deleteTitle', { what: title })}
      yes={t('form.delete')}
      busy={removePackage.isPending || removeVersion.isPending}
      error={removePackage.error ?? removeVersion.error}
      onYes={remove}
      onClose={onClose}
    >
      {t(version === undefined ? 'packages.deleteSays' : 'packages.deleteVersionSays')}
    </Confirm>
  );
}
