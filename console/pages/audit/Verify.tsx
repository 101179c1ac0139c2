/** Computes the hash chain of the audit anew and says whether it is whole, or where it is broken. */
import { Button, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Result } from '../../../protocol/contract.ts';
import { call } from '../../api/call.ts';
import { t } from '../../i18n/index.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { sayRefused } from '../../parts/say.ts';
import { visible } from '../../show/visible.ts';

type Verdict = Result<'audit.verify'>;

export function Verify() {
  const check = useMutation<Verdict, Error, void>({
    mutationFn: () => call('audit.verify', {}),
    onError: sayRefused,
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} aria-hidden />}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        {t('audit.verify')}
      </Button>
      {check.data && <Says verdict={check.data} onClose={() => check.reset()} />}
    </>
  );
}

function Says({ verdict, onClose }: { verdict: Verdict; onClose: () => void }) {
  const { intact, entries, first, last, brokenAt = 0 } = verdict;
  const Icon = intact ? IconShieldCheck : IconShieldX;
  return (
    <Dialog opened onClose={onClose} centered title={t('audit.verify')}>
      <Stack align="center" gap="sm" pb="md" ta="center" role="status">
        <ThemeIcon size={52} radius="xl" variant="light" color={intact ? 'teal' : 'red'}>
          <Icon size={26} stroke={1.6} aria-hidden />
        </ThemeIcon>
        <Text fw={600}>{t(intact ? 'audit.whole' : 'audit.broken', { n: brokenAt })}</Text>
        <Text size="sm" c="dimmed">
          {intact
            ? t('audit.wholeSays', { n: entries, first: String(first), last: String(last) })
            : `${visible(verdict.says)}. ${t('audit.brokenSays')}`}
        </Text>
      </Stack>
    </Dialog>
  );
}
