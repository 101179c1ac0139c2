/** One parameter: its input by type, or the asset that it is bound to, and the way from the one to the other. */
import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconKeyboard, IconLink, type TablerIcon } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Json } from '../../../protocol/fields.ts';
import type { Parameter } from '../../../protocol/manifest.ts';
import { t } from '../../i18n/index.ts';
import { pair } from '../../show/joined.ts';
import { visible } from '../../show/visible.ts';
import { AssetChoice } from './AssetChoice.tsx';
import { MASK } from './given.ts';
import { ValueInput } from './ValueInput.tsx';
import { type Fallback, valueText } from './valueText.ts';

interface Props {
  parameter: Parameter;
  value: Json | undefined;
  /** The asset that it is bound to. */
  asset: string | undefined;
  error: ReactNode;
  /** A credential is kept already, and may be kept on. */
  kept: boolean;
  fallback: Fallback | undefined;
  onType: (value: Json | undefined) => void;
  /** Absent = it can't be bound. */
  onBind: ((asset: string) => void) | undefined;
}

export function ParamField({ parameter, value, asset, error, kept, fallback, onType, onBind }: Props) {
  const [choosing, setChoosing] = useState(false);
  const kind = parameter.type === 'file' ? undefined : parameter.type; // there are no assets of files
  const bindable = onBind !== undefined && kind !== undefined;
  const binding = bindable && (asset !== undefined || choosing);
  const frame = {
    label: parameter.name,
    description: describe(parameter, binding ? undefined : fallback),
    required: parameter.required,
    error,
  };
  const reset = () => onType(kept ? MASK : undefined);
  const type = () => {
    setChoosing(false);
    if (asset !== undefined) reset();
  };
  return (
    <div className="param">
      {binding ? (
        <AssetChoice frame={frame} type={kind} asset={asset} onChange={onBind} />
      ) : (
        <ValueInput frame={frame} parameter={parameter} value={value} fallback={fallback} onChange={onType} />
      )}
      <div className="param-actions">
        {!binding && value !== undefined && value !== MASK && (fallback !== undefined || kept) && (
          <Action
            icon={IconArrowBackUp}
            says={t(kept ? 'params.keep' : 'params.reset')}
            name={parameter.name}
            onClick={reset}
          />
        )}
        {bindable &&
          (binding ? (
            <Action icon={IconKeyboard} says={t('params.type')} name={parameter.name} onClick={type} />
          ) : (
            <Action icon={IconLink} says={t('params.bind')} name={parameter.name} onClick={() => setChoosing(true)} />
          ))}
      </div>
    </div>
  );
}

interface ActionProps {
  icon: TablerIcon;
  says: string;
  /** Of the parameter: several of these buttons are on a page. */
  name: string;
  onClick: () => void;
}

function Action({ icon: Icon, says, name, onClick }: ActionProps) {
  return (
    <Tooltip label={pair(says, name)} openDelay={400}>
      <UnstyledButton className="param-action" aria-label={pair(says, name)} onClick={onClick}>
        <Icon size={14} aria-hidden />
        {says}
      </UnstyledButton>
    </Tooltip>
  );
}

/** What the parameter is for, and what counts when it stays empty. */
function describe({ description, type }: Parameter, fallback: Fallback | undefined): ReactNode {
  const empty = fallback && sayFallback(type, fallback);
  if (description === undefined && empty === undefined) return undefined;
  return (
    <>
      {description !== undefined && visible(description)}
      {description !== undefined && empty !== undefined && ' '}
      {empty}
    </>
  );
}

function sayFallback(type: Parameter['type'], { from, value, asset }: Fallback): string {
  if (asset !== undefined) return t('params.assetOfDeployment', { asset: visible(asset) });
  return t(from === 'package' ? 'params.default' : 'params.ofDeployment', { value: valueText(type, value) });
}
