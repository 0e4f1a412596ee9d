using StreamReco.Models.DataQuality;
using StreamReco.Models.Events;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>What others may read of a shard's state, each in a turn of the shard's loop.</summary>
public sealed partial class FoldStage
{
    /// <summary>Trending items of the partition, most touched first; a list that never changes.</summary>
    public IReadOnlyList<string> Trending => _state.Trending.Top;

    /// <summary>What searches showed, and what was clicked; to be read in a turn of the shard's loop.</summary>
    public QueryCounts Searches => _state.Searches;

    /// <summary>How the quality rules stand, their counts of at most a second ago; null where there are none.</summary>
    public QualityReport? Quality => _quality.Report();

    /// <summary>How consent stands; null where no policy is in force.</summary>
    public ConsentReport? Consent => _consent.Report();

    /// <summary>How the judging of bots stands; null where no policy ever was.</summary>
    public BotReport? Bots => _bots.Report();

    /// <summary>How linking of ids stands; null where nothing was ever linked.</summary>
    public IdentityReport? Identity => _identity.Report();

    /// <summary>The model that answers from here on.</summary>
    public ModelStatus Model => new(_model.Served.Version, _state.Model, _refused);

    /// <summary>The experiments that the log defines, and what followed; to be read in a turn of the shard's loop.</summary>
    public ShardExperiments Experiments => _state.Experiments;

    /// <summary>No event before this time is expected any more, Unix milliseconds.</summary>
    public long WatermarkMs => _state.WatermarkMs;

    /// <summary>The offset after the last folded record.</summary>
    public long NextOffset => _state.NextOffset;

    /// <summary>Whether a user has agreed to personalisation, or nobody is asked.</summary>
    public bool MayPersonalise(string userId) => _consent.Allows(userId, ConsentPurpose.Personalise);

    /// <summary>What is remembered of a user's consent; null where nobody is asked, or they said nothing.</summary>
    public ConsentMark? ConsentOf(string userId) =>
        _state.Consent is { } consent && consent.Find(consent.KeyOf(userId)) is { Said.IsEmpty: false } mark ? mark : null;

    /// <inheritdoc cref="QueryRequests.Find"/>
    public UserState? Find(string userId, UserState? stored) => _queries.Find(userId, stored);

    /// <summary>The user whom an anonymous id is linked to, and the partition of their state; null where the id stands for itself.</summary>
    /// <inheritdoc cref="QueryRequests.Find" path="/param"/>
    public (string User, int Partition)? LinkOf(string userId, UserState? stored) =>
        _state.Identity is not null && Find(userId, stored)?.Identity is { PointsTo: { } user } identity ? (user, identity.Home) : null;

    /// <summary>A user as of now, in the item space of the model that answers; null when there is none.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="stored">The state that the store has, a copy of the caller's own, where the user is not resident.</param>
    public UserState? FindInModel(string userId, UserState? stored) => _queries.FindIn(_model, userId, stored);

    /// <inheritdoc cref="QueryRequests.ArmsOf"/>
    public ServedArms ArmsOf(string userId, UserState? user, Surface surface) => _queries.ArmsOf(userId, user, surface);

    /// <inheritdoc cref="QueryRequests.SampleVectors"/>
    public (ulong Space, IReadOnlyList<float[]> Vectors) SampleVectors(int bytesMax, int page) => _queries.SampleVectors(_model, bytesMax, page);

    /// <summary>Whether the store may have a user that is not resident.</summary>
    public bool MayBeCold(string userId) => _users.MayBeCold(userId);

    /// <summary>A request for who asks outside of the log, of the user as of now; in a turn of the shard's loop.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="stored">The state that the store has, a copy of the caller's own, where the user is not resident.</param>
    /// <returns>The request, to be scored, and whether the user has a state.</returns>
    public (RecommendationRequest Request, bool IsKnown) RequestOf(string userId, UserState? stored) =>
        _queries.Of(_model, userId, stored);

    /// <summary>A request for a history of items without a user, as of now; in a turn of the shard's loop.</summary>
    /// <param name="userId">What the answer calls its user.</param>
    /// <param name="items">The items, the newest last.</param>
    public RecommendationRequest RequestOfItems(string userId, IReadOnlyList<string> items) => _queries.OfItems(_model, userId, items);

    /// <summary>The clicks of a user that wait for the throttle, in no order.</summary>
    public IReadOnlyList<PendingRecommendation> WaitingOf(string userId) =>
        _state.Pending.TryGet(userId, out var waiting) ? [waiting] : [];

    /// <summary>The clicks that live sources keep of a user.</summary>
    public IReadOnlyList<KeptClick> LiveClicksOf(string userId) => Retrieve.ClicksOf(userId);

    /// <summary>Why a user's clicks are held as a program's, and since when; null where they are not, or are not listed.</summary>
    public BotMark? BotMarkOf(string userId) => _state.Bots is { } bots && bots.Listed.TryGetValue(userId, out var mark) ? mark : null;

    /// <summary>The erasure of a user whose earlier clicks are passed over; null for none.</summary>
    public ErasureMark? ErasureOf(string userId) => _erase.Find(_state, userId);
}
