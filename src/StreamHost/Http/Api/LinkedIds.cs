using System.Text.Json;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Which ids of a person hang together, asked of the owner of a user's partition.</summary>
internal sealed class LinkedIds(NodeContext context, UserQueries users)
{
    private const string Held = "held";
    private const string Known = "known";

    /// <summary>
    /// The links of an id, as the state's JSON has them, null where there are none; and why the id would not be linked to a user by an operator, whose word
    /// counts for more than an earlier end of a link and a shared device. Nothing is kept of a link that was refused so: it is the id's state that says it.
    /// </summary>
    /// <param name="userId">The id in clear.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ProblemException">The owner does not answer.</exception>
    public async Task<(UserPlace Place, JsonElement? Links, string? Refuses)> FindAsync(string userId, CancellationToken cancel)
    {
        var place = users.PlaceOf(userId);
        if (place.Partition is not { } partition)
        {
            throw ProblemException.NotReady($"The links of '{userId}' cannot be looked up; its partition is not known.");
        }

        var (links, refuses) = await FindAsync(partition, place.StateId, cancel);
        return (place, links, refuses is Held or Known ? refuses : null);
    }

    /// <summary>
    /// The anonymous ids whose clicks are a user's, as the state knows them. Where it is not known how the shop places its clicks, all
    /// partitions are asked.
    /// </summary>
    /// <inheritdoc cref="FindAsync(string, CancellationToken)" path="/param"/>
    /// <inheritdoc cref="FindAsync(string, CancellationToken)" path="/exception"/>
    public async Task<IReadOnlyList<string>> OfUserAsync(string userId, CancellationToken cancel)
    {
        var place = users.PlaceOf(userId);
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var partition in place.Partition is { } known ? [known] : AllPartitions())
        {
            if ((await FindAsync(partition, place.StateId, cancel)).Links is { } links)
            {
                ids.UnionWith(links.GetProperty("ids").EnumerateArray().Where(one => one.GetProperty("theirs").GetBoolean())
                    .Select(one => one.GetProperty("id").GetString()!));
            }
        }

        return [.. ids];
    }

    /// <summary>
    /// Why the link of an anonymous id to a user, who still has it as asked, was not made, by what the id's own state says: its partition
    /// sends no answer for a refusal. One of the reasons of <c>identities status</c>.
    /// </summary>
    /// <param name="anonymous">The anonymous id, as the state knows it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Null where its state refuses nothing, and where it does not answer.</returns>
    public async Task<string?> RefusalOfAsync(string anonymous, CancellationToken cancel)
    {
        var place = users.PlaceOf(anonymous);
        var isClear = place.StateId == anonymous; // the partition of a pseudonym is that of the id in clear, which is not known
        foreach (var partition in isClear && place.Partition is { } known ? [known] : AllPartitions())
        {
            var (reply, _) = await users.QueryAsync<UserReply>(new UserQuery(partition, anonymous, AnswersMax: 0), cancel);
            if (reply?.State is { } state)
            {
                using var json = JsonDocument.Parse(state);
                return RefusalIn(json.RootElement);
            }
        }

        return null;
    }

    /// <summary>In the order in which the fold judges.</summary>
    private static string? RefusalIn(JsonElement state) =>
        state.TryGetProperty("bot", out var bot) && bot.GetProperty("held").GetBoolean() ? Held
        : !state.TryGetProperty("identity", out var links) ? null
        : links.GetProperty("ids").GetArrayLength() > 0 ? Known
        : links.GetProperty("unlinked").GetBoolean() ? "unlinked"
        : links.GetProperty("shared").GetBoolean() ? "shared" : null;

    private IEnumerable<int> AllPartitions() => context.Lag?.Partitions is > 0 and var partitions ? Enumerable.Range(0, partitions)
        : throw ProblemException.NotReady("It is not known yet how many partitions there are.");

    private async Task<(JsonElement? Links, string? Refuses)> FindAsync(int partition, string stateId, CancellationToken cancel)
    {
        var (reply, why) = await users.QueryAsync<UserReply>(new UserQuery(partition, stateId, AnswersMax: 0), cancel);
        if (reply is null)
        {
            throw ProblemException.NotReady($"The links of the id cannot be looked up; {why}.");
        }

        if (reply.State is null)
        {
            return (null, null);
        }

        using var json = JsonDocument.Parse(reply.State);
        return (json.RootElement.TryGetProperty("identity", out var links) ? links.Clone() : null, RefusalIn(json.RootElement));
    }
}
