using System.Text.Json;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Users;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary><c>users show</c>: one user's state for people, with the shard that holds it.</summary>
public static class UsersShow
{
    private static readonly JsonWriterOptions _indented = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>Writes an indented JSON object for every shard that knows the user; asks each shard once.</summary>
    /// <param name="store">The store; not written to.</param>
    /// <param name="codec">Reads the state; as for <see cref="UsersDump.RunAsync"/>.</param>
    /// <param name="pipeline">Only this pipeline; all when null.</param>
    /// <param name="userId">The user.</param>
    /// <param name="output">Takes UTF-8.</param>
    /// <returns>How many shards know the user: 0 means that nothing was written.</returns>
    /// <exception cref="InvalidDataException">A state cannot be read; the message names user and shard.</exception>
    public static async Task<int> RunAsync(
        IShardStore store, UserStateCodec codec, string? pipeline, string userId, Stream output, CancellationToken cancel)
    {
        var found = 0;
        foreach (var shard in await store.ListShardsAsync(cancel))
        {
            if (pipeline is not null && shard.Pipeline != pipeline)
            {
                continue;
            }

            foreach (var user in await store.LoadUsersAsync(shard, [userId], cancel))
            {
                await WriteAsync(shard, UsersDump.Decode(codec, shard, user), output, cancel);
                found++;
            }
        }

        return found;
    }

    private static async Task WriteAsync(ShardId shard, UserState user, Stream output, CancellationToken cancel)
    {
        await using (var writer = new Utf8JsonWriter(output, _indented))
        {
            writer.WriteStartObject();
            writer.WriteString("pipeline", shard.Pipeline);
            writer.WriteString("topic", shard.Topic);
            writer.WriteNumber("partition", shard.Partition);
            UserJson.WriteFields(user, writer);
            writer.WriteEndObject();
        }

        await output.WriteAsync("\n"u8.ToArray(), cancel);
    }
}
