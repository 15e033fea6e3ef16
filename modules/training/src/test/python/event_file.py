"""Writes what EventFileTest compares with, by TensorBoard's own writer: pip install tensorboard.

python3 event_file.py > ../resources/tiny/events.hex
"""
import io

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter


class Kept(io.BytesIO):
    def close(self):
        pass


def event(step, scalars):
    values = [summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in sorted(scalars.items())]
    return event_pb2.Event(wall_time=step, step=step, summary=summary_pb2.Summary(value=values))


file = Kept()
writer = RecordWriter(file)
first = event_pb2.Event(file_version="brain.Event:2")
for record in [
    first,
    event(1, {"train/loss": 2.5, "train/grad_norm": 0.125}),
    event(300, {"valid/loss": 1.75}),
]:
    writer.write(record.SerializeToString())
writer.flush()
print(file.getvalue().hex())
