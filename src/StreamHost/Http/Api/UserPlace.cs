using System.Text;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Kafka;

namespace StreamReco.StreamHost.Http.Api;

/// <summary>Where a user's state is.</summary>
/// <param name="StateId">The id in the state: a pseudonym where those are on.</param>
/// <param name="Partition">The user's partition; null while it is not known how many there are.</param>
internal sealed record UserPlace(string StateId, int? Partition);

/// <summary>Asks about users: the owner of the user's partition answers, on whichever node it is.</summary>
internal sealed class UserQueries(NodeContext context)
{
    private readonly Pseudonymizer? _pseudonyms = Pseudonymizer.Open(context.Options.Pipeline.Privacy);

    /// <summary>Where a user's state is.</summary>
    /// <param name="userId">The id in clear.</param>
    public UserPlace PlaceOf(string userId)
    {
        var partitions = context.Lag?.Partitions ?? 0;
        return new UserPlace(
            _pseudonyms?.Of(userId) ?? userId,
            partitions == 0 ? null
                : KeyPartitioner.PartitionOf(Encoding.UTF8.GetBytes(userId), partitions, context.Options.Kafka));
    }

    /// <summary>Asks the owner of a user's partition.</summary>
    /// <typeparam name="T">What the query is answered.</typeparam>
    /// <param name="place">The user's place.</param>
    /// <param name="query">Makes the query for a partition.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The reply, or null with the reason why there is none.</returns>
    public async Task<(T? Reply, string? Why)> AskAsync<T>(
        UserPlace place, Func<int, IPartitionQuery> query, CancellationToken cancel)
        where T : class
    {
        if (place.Partition is not { } partition)
        {
            return (null, "history: the user's partition is not known");
        }

        if (context.RequireNode().Queries is not { } queries)
        {
            return (null, "history: this node has not joined its cluster yet");
        }

        var (reply, why) = await queries.AskAsync<T>(query(partition), cancel);
        return (reply, why is null ? null : $"history: {why}");
    }
}
