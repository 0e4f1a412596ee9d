using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Events;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Ranking;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Segments;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Setup;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Streams;
using StreamReco.StreamHost.Users;

namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Answers questions about a shard from outside of the log. State is read in turns of the shard's owner and leaves it as
/// copies only; users that are not in memory are read from the store and stay there.
/// </summary>
/// <param name="node">The name of this node.</param>
/// <param name="parts">What the shard's stages are made of.</param>
/// <param name="stages">The stages.</param>
/// <param name="turns">The owner's turns.</param>
/// <param name="store">Has the users that are not in memory.</param>
/// <param name="recent">The newest answers.</param>
internal sealed class ShardQueries(
    string node, ShardParts parts, ShardStages stages, ShardTurns turns, IShardStore store, RecentRecords recent)
{
    private readonly QueryRecommender _answers = new(parts);
    private readonly Func<FoldedBatch, CancellationToken, Task<FoldedBatch>> _rank = stages.ForQueries(turns.AskAsync);
    private readonly QueryHasher _hasher = new(Pseudonymizer.Open(parts.Options.Privacy) is { } keyed ? text => keyed.Of(text) : null);
    private readonly ExportParts _exports = new();
    private readonly ExperimentReplies _experiments = new(parts.Time);
    private readonly UserStateCodec _codec = new(parts.Options.UserState, parts.Models.Base.Artifact.Items);

    /// <summary>Whether the shard's owner takes turns now.</summary>
    public bool IsOpen => turns.IsOpen;

    /// <summary>Whether a question would be answered without a wait for the shard; a moment later that may be otherwise.</summary>
    public bool IsAtRest => turns.IsAtRest;

    /// <summary>Answers a query.</summary>
    public async Task<object> AnswerAsync(IPartitionQuery query, CancellationToken cancel) => query switch
    {
        RecommendQuery recommend => await RecommendAsync(recommend, cancel),
        RelatedQuery related => await RelateAsync(related, cancel),
        RankQuery rank => await RankAsync(rank, cancel),
        UserQuery user => await DescribeAsync(user, cancel),
        ExportQuery export => await ExportAsync(export, cancel),
        SearchCountsQuery counts => await turns.AskAsync(() => stages.State.Searches.Changes.Since(
            stages.State.Searches, counts.Instance, counts.Since, counts.ItemsMax, _hasher)),
        HistoryQuery history => await TouchedAsync(history, cancel),
        ExperimentQuery experiment => await turns.AskAsync(() => _experiments.Of(stages.State, experiment)),
        SegmentQuery segments => await turns.AskAsync(() => Sample(stages.State, segments)),
        TrendingQuery => new TrendingReply(await turns.AskAsync(() => stages.State.Trending)),
        _ => throw new ArgumentException($"{query.GetType().Name} is no query of a shard."),
    };

    private async Task<RecommendReply> RecommendAsync(RecommendQuery query, CancellationToken cancel)
    {
        var (request, isKnown, mayPersonalise, link) = await RequestAsync(query.UserId, null, cancel);
        if (link is { } other)
        {
            RequestPool.ReturnAll([request, .. request.Others]);
            return new RecommendReply(node, false, "", [], []) { LinkedTo = other.User, LinkedAt = other.Partition };
        }

        return Reply(request, isKnown, mayPersonalise, new RecommendationPage(query.ItemsMax, query.Offset, query.Category));
    }

    private async Task<RecommendReply> RelateAsync(RelatedQuery query, CancellationToken cancel)
    {
        var request = await turns.AskAsync(() => stages.State.RequestOfItems(QueryRecommender.Nobody, query.Items));
        await _rank(FoldedBatch.OfQuery(request), cancel);
        return Reply(request, isKnown: true, mayPersonalise: true, new RecommendationPage(query.ItemsMax, query.Offset, query.Category));
    }

    private RecommendReply Reply(RecommendationRequest request, bool isKnown, bool mayPersonalise, RecommendationPage page)
    {
        var answer = _answers.Make(request, isKnown, mayPersonalise, page);
        RequestPool.ReturnAll([request, .. request.Others]);
        return new RecommendReply(node, answer.IsKnown, answer.Basis, answer.Fallback, answer.Recommendation.ToArray());
    }

    private async Task<RankReply> RankAsync(RankQuery query, CancellationToken cancel)
    {
        var (request, isKnown, mayPersonalise, _) = await RequestAsync(query.UserId, query.Items, cancel);
        var model = request.Model.Artifact;
        var why = request.Features.HasFeatures ? null
            : isKnown ? "history: the model knows no item that the user touched" : QueryRecommender.UnknownBecause(mayPersonalise);
        var order = why is not null && model.Stack is null
            ? GivenItemOrder.ByPopularity(model, query.Items)
            : GivenItemOrder.ByModel(request, query.Items, why is null);
        request.Model.Requests.Return([request]);
        return new RankReply(node, why is null ? "history" : "popular", why, model.Manifest.Version, order);
    }

    private async Task<UserReply> DescribeAsync(UserQuery query, CancellationToken cancel)
    {
        var state = await ReadAsync(query.UserId, stored => stages.State.Find(query.UserId, stored) is { } user
            ? Describe(user, stages.State.Experiments.Segments) : null, cancel);
        return new UserReply(node, state, recent.AnswersOf(Encoding.UTF8.GetBytes(query.UserId), query.AnswersMax));
    }

    private async Task<ExportReply> ExportAsync(ExportQuery query, CancellationToken cancel)
    {
        if (query.From > 0)
        {
            return _exports.Continue(node, query.UserId, query.From);
        }

        var key = Encoding.UTF8.GetBytes(query.UserId);
        return _exports.Begin(
            node, query.UserId, await ReadAsync(query.UserId, stored => Held(stages.State, query.UserId, stored, key), cancel));
    }

    private byte[] Held(FoldStage state, string user, UserState? stored, byte[] key) => HeldPerson.Write(user, new HeldParts(
        state.Find(user, stored), state.Searches, state.Experiments.Ledger, state.LiveClicksOf(user), state.WaitingOf(user),
        state.ErasureOf(user), state.ConsentOf(user), recent.AnswersOf(key, int.MaxValue), recent.RejectedOf(key))
    {
        Bot = state.BotMarkOf(user),
    });

    private Task<HistoryReply> TouchedAsync(HistoryQuery query, CancellationToken cancel) =>
        ReadAsync(query.UserId, stored => History(stages.State, query, stored), cancel);

    private static HistoryReply History(FoldStage state, HistoryQuery query, UserState? stored)
    {
        var user = query.WithVector == true ? state.FindInModel(query.UserId, stored) : state.Find(query.UserId, stored);
        var arms = state.ArmsOf(query.UserId, user, Surface.Search).Arms is { Count: > 0 } some ? some : null;
        if (user is null || !state.MayPersonalise(query.UserId))
        {
            return new HistoryReply(IsKnown: false, [], arms);
        }

        var vector = query.WithVector == true ? user.Vector : null;
        return new HistoryReply(IsKnown: true, Touched(user), arms)
        {
            Vector = vector is null ? null : MemoryMarshal.AsBytes(vector.Values).ToArray(),
            Space = vector?.Space.ToString("x16", CultureInfo.InvariantCulture),
        };
    }

    private static TouchedItem[] Touched(UserState user)
    {
        var items = new TouchedItem[user.Recent.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new TouchedItem(user.Recent[i].ItemId, user.Recent[i].Type == EventType.Purchase, user.Recent[i].TimeMs);
        }

        return items;
    }

    /// <summary>
    /// A user's request, through the stages that a click's goes through, but for those that change something; the caller
    /// gives it back to the pool once it is done with it.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="items">Items that a two-stage model is to rank in place of its candidates; null for these.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Also whose it is where the id is linked to a user; then the request is of nobody, and not ranked.</returns>
    private async Task<(RecommendationRequest Request, bool IsKnown, bool MayPersonalise, (string User, int Partition)? Link)> RequestAsync(
        string userId, IReadOnlyList<string>? items, CancellationToken cancel)
    {
        var ((request, isKnown), mayPersonalise, link) = await ReadAsync(
            userId,
            stored => (stages.State.RequestOf(userId, stored), stages.State.MayPersonalise(userId), stages.State.LinkOf(userId, stored)),
            cancel);
        if (link is not null && items is null)
        {
            return (request, isKnown, mayPersonalise, link);
        }

        if (items is not null)
        {
            request.Others.Clear(); // the caller's items are ordered by the user's arm alone
        }

        request.Given = items is null || request.Model.Artifact.Stack is null ? null : GivenOf(request, items);
        await _rank(FoldedBatch.OfQuery(request), cancel);
        return (request, isKnown, mayPersonalise, null);
    }

    /// <summary>Reads of a user in one turn; in two with the store between them where the user may be there alone.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="read">Reads; is given the state that the store has, a copy of its own, where the user is not in memory.</param>
    /// <param name="cancel">Gives up.</param>
    private async Task<T> ReadAsync<T>(string userId, Func<UserState?, T> read, CancellationToken cancel)
    {
        var (isCold, found) = await turns.AskAsync(() => stages.State.MayBeCold(userId) ? (true, default(T)!) : (false, read(null)));
        if (!isCold)
        {
            return found;
        }

        var rows = await store.LoadUsersAsync(parts.Shard, [userId], cancel);
        var stored = rows.Count == 0 ? null : _codec.Read(rows[0].State.Span);
        return await turns.AskAsync(() => read(stored));
    }

    private static SegmentReply Sample(FoldStage state, SegmentQuery query)
    {
        var (space, vectors) = state.SampleVectors(query.BytesMax, query.Page);
        return new SegmentReply(
            state.Experiments.Segments is { } segments ? SegmentJson.Write(segments) : null, space.ToString("x16", CultureInfo.InvariantCulture),
            [.. vectors.Select(vector => MemoryMarshal.AsBytes(vector.AsSpan()).ToArray())]);
    }

    /// <summary>The items that the model knows, each once.</summary>
    private static GivenItems GivenOf(RecommendationRequest request, IReadOnlyList<string> items) => new(
        [.. items.Select(request.Model.Items.IndexOf).Where(row => row >= 0).Distinct()],
        request.Features.CandidateRows.Length);

    private static byte[] Describe(UserState user, SegmentMap? segments)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        UserJson.WriteFields(user, writer, withVector: false);
        UserJson.WriteVectorSummary(user.Vector, writer);
        if (segments?.SegmentOf(user) is { } segment)
        {
            writer.WriteNumber("segment", segment);
        }

        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
