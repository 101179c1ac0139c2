/** What can be done with one webhook: change it, test it, give it a new secret, delete it. */
import { IconEdit, IconKey, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { WebhookView } from '../../../protocol/shapes-webhook.ts';
import { useCommand } from '../../api/queries.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { ActionButton, RowMenu } from '../../parts/ActionButton.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { ShownOnce } from '../../parts/ShownOnce.tsx';
import { sayDone, sayRefused } from '../../parts/say.ts';
import { useRemoval } from '../../parts/useRemoval.ts';
import { exact } from '../../show/format.ts';
import { visible } from '../../show/visible.ts';
import { WebhookForm } from './WebhookForm.tsx';

type Open = 'edit' | 'rotate' | 'delete' | undefined;

export function WebhookMenu({ webhook }: { webhook: WebhookView }) {
  const [open, setOpen] = useState<Open>();
  const test = useTest(webhook);
  return (
    <>
      <RowMenu
        label={visible(webhook.name)}
        actions={[
          { label: t('form.edit'), icon: IconEdit, role: 'admin', onClick: () => setOpen('edit') },
          { label: t('webhook.test'), icon: IconSend, role: 'admin', onClick: test },
          { label: t('webhook.rotate'), icon: IconKey, role: 'admin', onClick: () => setOpen('rotate') },
          {
            ...{ label: t('form.delete'), icon: IconTrash, role: 'admin', dangerous: true },
            onClick: () => setOpen('delete'),
          },
        ]}
      />
      <Dialogs webhook={webhook} open={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

export function WebhookButtons({ webhook }: { webhook: WebhookView }) {
  const [open, setOpen] = useState<Open>();
  const test = useTest(webhook);
  return (
    <>
      <ActionButton label={t('webhook.test')} icon={IconSend} role="admin" onClick={test} />
      <ActionButton label={t('form.edit')} icon={IconEdit} role="admin" onClick={() => setOpen('edit')} />
      <ActionButton label={t('webhook.rotate')} icon={IconKey} role="admin" onClick={() => setOpen('rotate')} />
      <ActionButton label={t('form.delete')} icon={IconTrash} role="admin" onClick={() => setOpen('delete')} />
      <Dialogs webhook={webhook} open={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

/** What became of it stands with the deliveries. */
function useTest(webhook: WebhookView): () => void {
  const test = useCommand('webhook.test');
  return () =>
    test.mutate(
      { webhook: webhook.id },
      {
        onSuccess: () => {
          sayDone(t('webhook.tested', { webhook: visible(webhook.name) }));
          goTo(to.webhook(webhook));
        },
        onError: sayRefused,
      },
    );
}

function Dialogs({ webhook, open, onClose }: { webhook: WebhookView; open: Open; onClose: () => void }) {
  if (open === 'edit') return <WebhookForm webhook={webhook} onClose={onClose} />;
  if (open === 'rotate') return <Rotate webhook={webhook} onClose={onClose} />;
  return <Delete webhook={webhook} opened={open === 'delete'} onClose={onClose} />;
}

function Rotate({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const rotate = useCommand('webhook.rotate');
  if (rotate.data) {
    const until = rotate.data.webhook.formerSecretUntil;
    return (
      <ShownOnce
        title={t('webhook.secretTitle', { webhook: visible(webhook.name) })}
        says={t('webhook.secretSays')}
        secret={rotate.data.secret}
        onClose={onClose}
      >
        {until !== undefined && (
          <span className="faint small">{t('webhook.formerUntil', { until: exact(until) })}</span>
        )}
      </ShownOnce>
    );
  }
  return (
    <Confirm
      opened
      title={t('webhook.rotateTitle', { webhook: visible(webhook.name) })}
      yes={t('webhook.rotate')}
      busy={rotate.isPending}
      error={rotate.error}
      onYes={() => rotate.mutate({ webhook: webhook.id })}
      onClose={onClose}
    >
      {t('webhook.rotateSays')}
    </Confirm>
  );
}

function Delete({ webhook, opened, onClose }: { webhook: WebhookView; opened: boolean; onClose: () => void }) {
  const remove = useRemoval('webhook.delete', () => {
    sayDone(t('webhook.deleted', { webhook: visible(webhook.name) }));
    onClose();
    goTo(to.webhooks());
  });
  const yes = () => remove.mutate({ webhook: webhook.id });
  return (
    <Confirm
      opened={opened}
      title={t('webhook.deleteTitle', { webhook: visible(webhook.name) })}
      yes={t('form.delete')}
      busy={remove.isPending}
      error={remove.error}
      onYes={yes}
      onClose={onClose}
    >
      {t('webhook.deleteSays', { n: webhook.waiting })}
    </Confirm>
  );
}
