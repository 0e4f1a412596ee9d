using System.Text;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Cli.Users;
using StreamReco.StreamHost.Kafka.Producing;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>
/// Says which events would be late, by the watermark in each partition's newest snapshot. A node stores one every
/// <c>Snapshot:EveryMs</c> while clicks come, so that what is late by it is late for the node, too.
/// </summary>
internal sealed class Watermarks
{
    private readonly StreamRecoOptions _options;
    private readonly Dictionary<int, ShardState> _states;

    private Watermarks(StreamRecoOptions options, Dictionary<int, ShardState> states) => (_options, _states) = (options, states);

    /// <summary>Why nothing is known; null where a partition's watermark is.</summary>
    public string? Unknown { get; private init; }

    /// <summary>Reads the watermarks from the state database; one that is not there leaves them unknown.</summary>
    public static async Task<Watermarks> ReadAsync(StreamRecoOptions options, CancellationToken cancel)
    {
        var states = new Dictionary<int, ShardState>();
        try
        {
            await using var store = await UsersStore.OpenAsync(options, cancel);
            foreach (var shard in await store.ListShardsAsync(cancel))
            {
                if (shard.Pipeline == options.Kafka.Group && (shard.Topic == options.Kafka.Clicks || shard.Topic == options.Kafka.ByUser)
                    && await store.LoadAsync(shard, cancel) is { } snapshot)
                {
                    states[shard.Partition] = ShardState.FromBytes(snapshot.State.Span, options.Pipeline.Window);
                }
            }
        }
        catch (Exception e) when (e is UserErrorException or StoreUnavailableException or InvalidDataException)
        {
            return new Watermarks(options, []) { Unknown = e.Message };
        }

        return new Watermarks(options, states)
        {
            Unknown = states.Count > 0 ? null
                : $"No state of group '{options.Kafka.Group}' (--group) on topic '{options.Kafka.Clicks}' (--clicks) is in "
                    + $"'{options.State.Connection}' (--state).",
        };
    }

    /// <summary>Whether the pipeline would reject the event as late, by what is known.</summary>
    public bool WouldBeLate(ResentClick click)
    {
        var partition = click.Partition ?? (_states.Count == 0 ? null
            : KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(click.UserId), _states.Keys.Max() + 1, _options.Kafka));
        return partition is { } known && _states.TryGetValue(known, out var state) && state.LatestEventMs != long.MinValue
            && click.EventTimeMs < state.WatermarkMs - _options.Pipeline.Window.AllowedLatenessMs;
    }
}
