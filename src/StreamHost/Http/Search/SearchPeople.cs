using Microsoft.AspNetCore.Http;
using StreamReco.Models.Search.Ranking;
using StreamReco.Stages.Batches;
using StreamReco.StreamHost.Cluster.Partitions;
using StreamReco.StreamHost.Http.Api;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Search;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>Finds out what is known of who searches: one question to the owner of the user's partition, none without a user.</summary>
internal sealed class SearchPeople(NodeContext context, UserQueries users)
{
    /// <summary>Notes for the audit trail whom a request is about; nothing where it names nobody.</summary>
    public void Note(HttpContext http, NodeSearchRequest request)
    {
        if (request.User is { } user)
        {
            AuditMark.NamePerson(http, users.PlaceOf(user).StateId);
        }
    }

    /// <summary>What is known of the user by the model of the request, null with the reason where nothing is, and the experiments that the search is part of.</summary>
    public async Task<(IPersonSignals? Person, string Why, ServedArms Arms)> FindAsync(NodeSearchRequest request, CancellationToken cancel)
    {
        if (request.User is not { } user)
        {
            return (null, "no user was named", ServedArms.None);
        }

        var place = users.PlaceOf(user);
        var (reply, why) = await users.QueryAsync<HistoryReply>(
            place, partition => new HistoryQuery(partition, place.StateId, WithVector: request.Personalize), cancel);
        var arms = reply?.Arms is { } some ? new ServedArms(some) : ServedArms.None;
        return !request.Personalize ? (null, "personalize is false", arms)
            : reply is null ? (null, why!, arms)
            : arms.Settings?.SearchPersonal == false && arms.Interleaved is not { Arms.Settings: not { SearchPersonal: false } } ? (null, "history: an experiment leaves it out", arms)
            : !reply.IsKnown ? (null, "history: the user is not known", arms)
            : ToldHistory.Of(reply).Read(context.RequireNode().Catalog.Find, request.Model?.Signals) is { } known ? (known, "history", arms)
            : (null, "history: the catalog knows no item that the user touched", arms);
    }
}
