/** A new asset: name, type and value. The type stays for good; a secret value is never shown again and never kept as a draft. */
import { Select, SimpleGrid, Switch, Textarea, TextInput } from '@mantine/core';
import type { Json } from '../../../protocol/fields.ts';
import type { AssetType } from '../../../protocol/shapes-asset.ts';
import { call } from '../../api/call.ts';
import { goTo, to } from '../../app/address.ts';
import { t } from '../../i18n/index.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { sayDone } from '../../parts/say.ts';
import { type Saving, useSaving } from '../../parts/useSaving.ts';
import { visible } from '../../show/visible.ts';
import { AssetValueField } from './AssetValueField.tsx';
import { checkValue, emptyValue, types } from './values.ts';

interface Values {
  name: string;
  type: AssetType;
  secret: boolean;
  value: Json | undefined;
  description: string;
}

const isSecret = ({ type, secret }: Values): boolean => type === 'credential' || (type === 'text' && secret);

export function CreateAsset({ onClose }: { onClose: () => void }) {
  const saving = useSaving<Values, { name: string }>({
    initial: { name: '', type: 'text', secret: false, value: undefined, description: '' },
    draft: 'asset.new',
    draftOf: (values) => (isSecret(values) ? { ...values, value: undefined } : values),
    check: ({ name, type, value }) => ({
      name: name.trim() === '' ? t('assets.nameMissing') : undefined,
      value: checkValue(type, value),
    }),
    save: ({ name, type, secret, value = null, description }) =>
      call('asset.create', { name, type, value, description, ...(type === 'text' ? { secret } : {}) }),
    onSaved: ({ name }) => {
      sayDone(t('assets.created', { asset: visible(name) }));
      onClose();
      goTo(to.asset(name));
    },
  });
  return (
    <FormDialog title={t('assets.create')} saving={saving} save={t('form.create')} onClose={onClose}>
      <Fields saving={saving} />
    </FormDialog>
  );
}

function Fields({ saving }: { saving: Saving<Values> }) {
  const { form } = saving;
  const { values } = form;
  return (
    <>
      <NameAndType saving={saving} />
      {values.type === 'text' && (
        <Switch
          label={t('assets.secret')}
          description={t('assets.secretRule')}
          checked={values.secret}
          error={form.errors.secret}
          onChange={(e) => form.setFieldValue('secret', e.currentTarget.checked)}
        />
      )}
      <AssetValueField
        key={values.type}
        type={values.type}
        secret={isSecret(values)}
        value={values.value}
        error={form.errors.value}
        onChange={(value) => form.setFieldValue('value', value)}
      />
      <Textarea
        label={t('assets.description')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        {...form.getInputProps('description')}
      />
    </>
  );
}

function NameAndType({ saving: { form } }: { saving: Saving<Values> }) {
  const { values } = form;
  const choose = (type: string | null) => {
    if (type === null || type === values.type) return;
    form.setValues({ type: type as AssetType, value: emptyValue(type as AssetType) });
    form.clearFieldError('value');
  };
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput
        label={t('assets.name')}
        description={t('assets.nameRule')}
        required
        maxLength={60}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Select
        label={t('assets.type')}
        description={t('assets.typeRule')}
        allowDeselect={false}
        data={types.map((type) => ({ value: type, label: t(`asset.type.${type}`) }))}
        value={values.type}
        error={form.errors.type}
        onChange={choose}
      />
    </SimpleGrid>
  );
}
