using System.Text.Json;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;

namespace StreamReco.Rig.Fuzzing;

/// <summary>Counts what is committed; that every record is whole JSON and that offsets rise is looked at here.</summary>
internal sealed class CountingSink : IShardSink
{
    private readonly long[] _counts = new long[2];
    private readonly long[] _last = [-1, -1];

    public long Answers => _counts[(int)OutboundTopic.Recommendations];

    public long Rejected => _counts[(int)OutboundTopic.Rejected];

    public Task<long?> OpenAsync(CancellationToken cancel) => Task.FromResult<long?>(null);

    public Task CommitAsync(CommitUnit unit, CancellationToken cancel)
    {
        foreach (var record in unit.Records)
        {
            using var json = JsonDocument.Parse(record.Value);
            var offset = json.RootElement.GetProperty("origin").GetProperty("offset").GetInt64();
            if (offset <= _last[(int)record.Topic])
            {
                throw new InvalidDataException($"{record.Topic} has offset {offset} behind {_last[(int)record.Topic]}.");
            }

            _last[(int)record.Topic] = offset;
            _counts[(int)record.Topic]++;
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
