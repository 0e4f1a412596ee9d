using System.Buffers;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Users;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary>
/// <c>users dump</c>: every user of a store as one canonical JSON line, by rising user id over all shards. Two stores
/// that hold the same users give the same bytes, however the users are spread over partitions.
/// </summary>
public static class UsersDump
{
    private const int FlushBytes = 64 << 10;

    /// <summary>The space of a dump without a model: it knows no item, so no vector can be made anew from a history.</summary>
    public static ItemSpace WithoutModel() => new([], [], 0, [], fingerprint: 0);

    /// <summary>Streams the dump; memory holds a page of users a shard.</summary>
    /// <param name="store">The store; not written to.</param>
    /// <param name="codec">Reads the states. Vectors need the space of the model that served; see <see cref="WithoutModel"/>.</param>
    /// <param name="pipeline">Only this pipeline; all when null, then a user of several comes once for each, in their order.</param>
    /// <param name="output">Takes UTF-8, a line break after every line.</param>
    /// <returns>The lines written.</returns>
    /// <exception cref="InvalidDataException">A state cannot be read; the message names user and shard.</exception>
    public static async Task<long> RunAsync(
        IShardStore store, UserStateCodec codec, string? pipeline, Stream output, CancellationToken cancel)
    {
        var lines = 0L;
        var buffer = new ArrayBufferWriter<byte>(FlushBytes * 2);
        await foreach (var (shard, user) in ReadAllAsync(store, pipeline, cancel))
        {
            UserJson.WriteCanonical(Decode(codec, shard, user), buffer);
            buffer.Write("\n"u8);
            lines++;
            if (buffer.WrittenCount >= FlushBytes)
            {
                await FlushAsync(buffer, output, cancel);
            }
        }

        await FlushAsync(buffer, output, cancel);
        await output.FlushAsync(cancel);
        return lines;
    }

    internal static UserState Decode(UserStateCodec codec, ShardId shard, in StoredUser user)
    {
        try
        {
            return codec.Read(user.State.Span);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"User '{user.UserId}' of shard {shard} in pipeline {shard.Pipeline}: {e.Message}", e);
        }
    }

    /// <summary>Merges the shards, each of which comes in order.</summary>
    private static async IAsyncEnumerable<(ShardId Shard, StoredUser User)> ReadAllAsync(
        IShardStore store, string? pipeline, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var shards = (await store.ListShardsAsync(cancel)).Where(shard => pipeline is null || shard.Pipeline == pipeline).ToArray();
        var sources = new List<IAsyncEnumerator<StoredUser>>(shards.Length);
        var order = Comparer<(string UserId, int Source)>.Create(static (a, b) =>
            UserIdOrder.Instance.Compare(a.UserId, b.UserId) is var byId and not 0 ? byId : a.Source.CompareTo(b.Source));
        var heads = new PriorityQueue<int, (string UserId, int Source)>(order);
        try
        {
            for (var i = 0; i < shards.Length; i++)
            {
                sources.Add(store.ReadUsersAsync(shards[i], cancel).GetAsyncEnumerator(cancel));
                await AdvanceAsync(i);
            }

            while (heads.TryDequeue(out var source, out _))
            {
                yield return (shards[source], sources[source].Current);
                await AdvanceAsync(source);
            }
        }
        finally
        {
            foreach (var source in sources)
            {
                await source.DisposeAsync();
            }
        }

        async ValueTask AdvanceAsync(int source)
        {
            if (await sources[source].MoveNextAsync())
            {
                heads.Enqueue(source, (sources[source].Current.UserId, source));
            }
        }
    }

    private static async Task FlushAsync(ArrayBufferWriter<byte> buffer, Stream output, CancellationToken cancel)
    {
        await output.WriteAsync(buffer.WrittenMemory, cancel);
        buffer.ResetWrittenCount();
    }
}
