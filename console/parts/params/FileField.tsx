/** A file parameter: chosen or dropped, uploaded at once with its progress, then its value is what the upload answered. */
import { ActionIcon, Group, Input, Loader, Progress, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFile, IconUpload, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Json } from '../../../protocol/fields.ts';
import type { FileValue } from '../../../protocol/file-value.ts';
import { upload } from '../../api/upload.ts';
import { t } from '../../i18n/index.ts';
import { bytes } from '../../show/format.ts';
import { pair } from '../../show/joined.ts';
import { told } from '../../show/told.ts';
import { visible } from '../../show/visible.ts';
import type { Frame } from './ValueInput.tsx';

interface Props {
  frame: Frame;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
}

export function FileField({ frame, value, onChange }: Props) {
  const { sending, refused, send } = useUpload(onChange);
  const given = value as FileValue | undefined;
  const error = refused === undefined ? frame.error : told(refused);
  return (
    <Input.Wrapper {...frame} error={error} labelElement="div">
      {sending ? (
        <Sending name={sending.name} share={sending.share} />
      ) : given ? (
        <Chosen file={given} label={frame.label} onRemove={() => onChange(undefined)} />
      ) : (
        <Dropzone
          className="file-drop"
          mt={4}
          p={8}
          multiple={false}
          inputProps={{ 'aria-label': pair(frame.label, t('params.chooseFile')) }}
          onDrop={([file]) => file && send(file)}
        >
          <Group gap="xs" justify="center">
            <IconUpload size={15} aria-hidden />
            <Text size="sm">{t('params.chooseFile')}</Text>
          </Group>
        </Dropzone>
      )}
    </Input.Wrapper>
  );
}

function Sending({ name, share }: { name: string; share: number }) {
  return (
    <div className="file-chosen" role="status">
      <Loader size={14} aria-hidden />
      <span className="clip">{visible(name)}</span>
      <Progress value={share * 100} size="sm" className="file-progress" aria-label={t('params.uploading')} />
    </div>
  );
}

function Chosen({ file, label, onRemove }: { file: FileValue; label: string; onRemove: () => void }) {
  return (
    <div className="file-chosen">
      <IconFile size={15} aria-hidden />
      <span className="clip">{visible(file.name)}</span>
      <span className="faint small nowrap">{bytes(file.bytes)}</span>
      <ActionIcon
        ml="auto"
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={pair(t('params.removeFile'), label)}
        onClick={onRemove}
      >
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </div>
  );
}

interface Upload {
  sending: { name: string; share: number } | undefined;
  refused: Error | undefined;
  send: (file: File) => void;
}

/** One upload at a time; it ends with the field. */
function useUpload(onDone: (value: Json) => void): Upload {
  const [sending, setSending] = useState<Upload['sending']>();
  const [refused, setRefused] = useState<Error>();
  const stop = useRef(new AbortController());
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    stop.current = new AbortController();
    return () => stop.current.abort();
  }, []);
  const send = async (file: File) => {
    const { name } = file;
    const { signal } = stop.current;
    setRefused(undefined);
    setSending({ name, share: 0 });
    const path = `/files?${new URLSearchParams({ name })}`;
    try {
      done.current(await upload<FileValue>(path, file, { signal, onProgress: (share) => setSending({ name, share }) }));
    } catch (error) {
      if (!signal.aborted) setRefused(error as Error);
    }
    setSending(undefined);
  };
  return { sending, refused, send: (file) => void send(file) };
}
