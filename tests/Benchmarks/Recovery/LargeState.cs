using System.Buffers;
using System.IO.Hashing;
using System.Text;
using StreamReco.Benchmarks.Path;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Users;
using StreamReco.Stages;
using StreamReco.Stages.Ports;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;

namespace StreamReco.Benchmarks.Recovery;

/// <summary>Users made straight in the store, in the partitions where the client's hash puts their clicks.</summary>
internal static class LargeState
{
    private const int UsersPerSave = 20_000;
    private const int Clicks = 3;

    public static string UserOf(int number) => $"user-{number:D8}";

    /// <returns>Bytes of all states.</returns>
    public static async Task<long> MakeAsync(
        string connection, KafkaOptions kafka, ModelArtifact model, int users, IReadOnlyDictionary<int, long> offsets,
        CancellationToken cancel)
    {
        await using var store = ShardStoreFactory.Create(connection);
        await store.InitializeAsync(cancel);
        var maker = new UserMaker(model);
        var total = 0L;
        foreach (var partition in Enumerable.Range(0, PathSettings.Partitions))
        {
            var lease = await store.AcquireAsync(new ShardId(kafka.Group, kafka.Clicks, partition), "benchmark", cancel);
            var state = new ShardState(new WindowOptions()) { NextOffset = offsets[partition] }.ToBytes();
            foreach (var numbers in Enumerable.Range(0, users).Where(n => PartitionOf(UserOf(n)) == partition).Chunk(UsersPerSave))
            {
                StoredUser[] made = [.. numbers.Select(maker.Make)];
                total += made.Sum(user => (long)user.State.Length);
                await store.SaveAsync(lease, new SnapshotDelta(offsets[partition], state, made), cancel);
            }
        }

        return total;
    }

    /// <summary>librdkafka's <c>consistent_random</c>: CRC-32 of the key.</summary>
    private static int PartitionOf(string user) => (int)(Crc32.HashToUInt32(Encoding.UTF8.GetBytes(user)) % PathSettings.Partitions);

    private sealed class UserMaker(ModelArtifact model)
    {
        private readonly UserStateOptions _options = new();
        private readonly UserStateCodec _codec = new(new UserStateOptions(), model.Items);
        private readonly ClickEvent _click = new();

        public StoredUser Make(int number)
        {
            var user = new UserState(UserOf(number), _options);
            for (var i = 0; i < Clicks; i++)
            {
                var row = ((number * 131) + (i * 17)) % model.Items.Count;
                _click.Clear();
                _click.HasEventId = true;
                _click.EventIdHash = ((ulong)number << 32) | (uint)i;
                _click.Type = EventType.ViewItem;
                _click.EventTimeMs = 1_736_121_600_000 + (i * 20_000L);
                _click.AddItem(new ItemTouch(model.Items.IdOf(row), model.ItemInfo[row].Category, 10, 1));
                user.Apply(_click, model.Items);
            }

            var bytes = new ArrayBufferWriter<byte>(512);
            _codec.Write(user, bytes);
            return new StoredUser(user.UserId, bytes.WrittenMemory);
        }
    }
}
