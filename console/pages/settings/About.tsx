/** What this installation is: version, clock, what its data folder holds, and where programs find it. */
import { Anchor, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconApi, IconChartLine, IconFileCode, type TablerIcon } from '@tabler/icons-react';
import { useVerb } from '../../api/queries.ts';
import { useSession } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { Fact } from '../../parts/Facts.tsx';
import { Card } from '../../parts/Page.tsx';
import { bytes, exact } from '../../show/format.ts';
import { Time, useNow } from '../../show/Time.tsx';

export function About() {
  const { coordinator } = useSession();
  return (
    <Stack gap="lg" maw={860}>
      <Card title={t('about.title')}>
        <SimpleGrid cols={{ base: 2, sm: 4 }} p="md">
          <Fact name={t('about.version')}>{coordinator.version}</Fact>
          <Fact name={t('about.started')}>
            <Time at={coordinator.started} />
          </Fact>
          <Fact name={t('about.clock')}>
            <Clock />
          </Fact>
          <Fact name={t('about.address')}>{location.origin}</Fact>
        </SimpleGrid>
      </Card>
      <DataFolder />
      <Card title={t('about.links')}>
        <Stack gap="md" p="md">
          <Place icon={IconApi} href="api/" name={t('about.api')} says={t('about.apiSays')} />
          <Place
            icon={IconFileCode}
            href="api/v1/openapi.json"
            name={t('about.openapi')}
            says={t('about.openapiSays')}
          />
          <Place icon={IconChartLine} href="metrics" name={t('about.metrics')} says={t('about.metricsSays')} />
        </Stack>
      </Card>
    </Stack>
  );
}

const Clock = () => <span>{exact(useNow())}</span>;

function DataFolder() {
  const { data } = useVerb('overview.show', {});
  const size = (n: number | undefined) => (n === undefined ? t('about.unknown') : bytes(n));
  return (
    <Card title={t('about.data')}>
      <SimpleGrid cols={{ base: 2, sm: 4 }} p="md">
        <Fact name={t('about.database')}>{size(data?.disk.databaseBytes)}</Fact>
        <Fact name={t('about.evidence')}>{size(data?.disk.evidence?.bytes)}</Fact>
        <Fact name={t('about.packages')}>{size(data?.disk.packages?.bytes)}</Fact>
        <Fact name={t('about.free')}>{size(data?.disk.freeBytes)}</Fact>
      </SimpleGrid>
    </Card>
  );
}

function Place({ icon: Icon, href, name, says }: { icon: TablerIcon; href: string; name: string; says: string }) {
  return (
    <div className="place">
      <Icon size={20} stroke={1.6} aria-hidden />
      <div>
        <Anchor href={href} target="_blank" size="sm" className="link">
          {name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {says}
        </Text>
      </div>
    </div>
  );
}
