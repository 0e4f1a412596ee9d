using StreamReco.Models.Events;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Setup;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>Requests for who asks outside of the log; nothing of the shard's state changes. To be called in the shard's turn.</summary>
internal sealed class QueryRequests(ShardParts parts, ShardState state, UserTable users, ExperimentStage experiments, ArmModels armModels)
{
    /// <summary>A user as of now; null when there is none, or none any more.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="stored">The state that the store has, a copy of the caller's own, where the user is not resident.</param>
    public UserState? Find(string userId, UserState? stored) =>
        users.Find(userId) ?? (users.MayBeCold(userId) ? stored : null);

    /// <summary>The same in the item space of the model that answers, to be read.</summary>
    /// <param name="active">The model that answers.</param>
    /// <param name="userId">The user.</param>
    /// <param name="stored">As for <see cref="Find"/>.</param>
    public UserState? FindIn(ShardModel active, string userId, UserState? stored)
    {
        var user = users.FindIn(active.Items, userId) ?? Find(userId, stored);
        user?.MoveTo(active.Items); // only a copy of the caller's own can be elsewhere
        return user;
    }

    /// <summary>A request of a user as of now.</summary>
    /// <param name="active">The model that answers who is in no arm with a model of its own.</param>
    /// <param name="userId">The user.</param>
    /// <param name="stored">The state that the store has, a copy of the caller's own, where the user is not resident.</param>
    /// <returns>The request, to be scored, and whether the user has a state.</returns>
    public (RecommendationRequest Request, bool IsKnown) Of(ShardModel active, string userId, UserState? stored)
    {
        var known = MayPersonalise(userId) ? FindIn(active, userId, stored) : null;
        var user = known ?? StrangerIn(active, userId);
        var asOfMs = known is { Applied: > 0 } ? known.LastEventMs : Math.Max(state.LatestEventMs, 0);
        var arms = ArmsOf(userId, user, Surface.Recommendations);
        var context = ContextAt(asOfMs, FocusOf(user));
        var request = Of(active, user, arms, context);
        foreach (var other in arms.Others)
        {
            request.Others.Add(Of(active, user, other.Arms, context));
            request.Others[^1].IsBeside = true;
        }

        return (request, known is { Applied: > 0 });
    }

    private RecommendationRequest Of(ShardModel active, UserState user, ServedArms arms, RequestContext context)
    {
        var model = armModels.Of(arms.Model, active);
        var request = model.Requests.Rent();
        request.Fill(users.InSpaceOf(user, model.Items), context);
        request.Arms = arms;
        request.Tried = experiments.TriedOf(arms);
        request.Segment = parts.Rules.KnowsSegments ? state.Experiments.Segments?.SegmentOf(user) : null;
        return request;
    }

    /// <summary>The experiments that an answer to a user is part of; none for a user who did not agree to analysis.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="user">Their state; null for none.</param>
    /// <param name="surface">What is asked for.</param>
    public ServedArms ArmsOf(string userId, UserState? user, Surface surface) =>
        state.Consent?.Allows(userId, ConsentPurpose.Analyse) == false ? ServedArms.None : experiments.ArmsOf(userId, user, surface);

    /// <summary>A request for a history of items without a user, as of now.</summary>
    /// <param name="model">The model that answers.</param>
    /// <param name="userId">What the answer calls its user.</param>
    /// <param name="items">The items, the newest last.</param>
    public RecommendationRequest OfItems(ShardModel model, string userId, IReadOnlyList<string> items)
    {
        var user = new UserState(userId, parts.Options.UserState);
        var asOfMs = Math.Max(state.LatestEventMs, 0);
        foreach (var item in items)
        {
            user.Recent.Add(new RecentItem(item, asOfMs, EventType.ViewItem, -1));
        }

        user.MoveTo(model.Items);
        var request = model.Requests.Rent();
        request.Fill(user, ContextAt(asOfMs, parts.Catalog.Find(items[^1])?.Category));
        return request;
    }

    /// <summary>
    /// Copies of vectors of users in memory, spread over all of them but those who did not agree to analysis, in the item space of the
    /// model that answers.
    /// </summary>
    /// <param name="model">The model that answers.</param>
    /// <param name="bytesMax">What the vectors take at most; 0 for none.</param>
    /// <param name="page">From 0; each page has other users.</param>
    /// <returns>The fingerprint of that space, and the vectors.</returns>
    public (ulong Space, IReadOnlyList<float[]> Vectors) SampleVectors(ShardModel model, int bytesMax, int page) =>
        (model.Items.Fingerprint, bytesMax == 0 ? [] : users.SampleVectors(
            model.Items, Math.Max(1, bytesMax / (sizeof(float) * model.Items.Dimensions)), page,
            userId => state.Consent?.Allows(userId, ConsentPurpose.Analyse) != false));

    private UserState StrangerIn(ShardModel model, string userId)
    {
        var user = new UserState(userId, parts.Options.UserState);
        user.MoveTo(model.Items);
        return user;
    }

    private bool MayPersonalise(string userId) => state.Consent?.Allows(userId, ConsentPurpose.Personalise) ?? true;

    private RequestContext ContextAt(long asOfMs, string? focus) =>
        new(Math.Max(0, state.NextOffset - 1), asOfMs, asOfMs, focus, state.Trending.Top);

    /// <summary>What the answer to the user's last event went by: the category of the item that it named.</summary>
    private string? FocusOf(UserState user) =>
        user.Recent.Count > 0 && user.Recent[user.Recent.Count - 1] is var last && last.TimeMs == user.LastEventMs
            ? parts.Catalog.Find(last.ItemId)?.Category : null;
}
