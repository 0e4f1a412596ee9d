using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Ranking;
using StreamReco.Models.Scoring;
using StreamReco.Models.Users;

namespace StreamReco.Stages.Batches;

/// <summary>
/// One click that is to be answered, with everything that the answer depends on, copied as of the click. Reused by the
/// shard once the answer is encoded.
/// </summary>
public sealed class RecommendationRequest(ShardModel model, int recentMax)
{
    private readonly RecentItem[] _recent = new RecentItem[recentMax];
    private readonly List<CandidateReason> _reasons = [];
    private int _recentCount;

    /// <summary>The model that answers.</summary>
    public ShardModel Model { get; } = model;

    public ScoreRequest Features { get; } = new(model.Artifact.Manifest.Features);

    /// <summary>The row of the stack's encoder; null where the model has none.</summary>
    public EncoderRequest? Encoding { get; } = model.Artifact.Stack?.Encoder is { } encoder ? new EncoderRequest(encoder) : null;

    /// <summary>What was retrieved for the stack's ranker, until it has ranked it; else null.</summary>
    public RankRequest? Ranking { get; set; }

    public string UserId { get; private set; } = "";

    public string SessionId { get; private set; } = "";

    /// <summary>Event time at which the user's session began, Unix milliseconds.</summary>
    public long SessionStartMs { get; private set; }

    /// <summary>Event time of the click, Unix milliseconds.</summary>
    public long AsOfMs { get; private set; }

    /// <summary>Offset of the click: names the answer.</summary>
    public long Offset { get; private set; }

    /// <summary>When the record that released the answer was received (Kafka's timestamp), Unix milliseconds.</summary>
    public long ReceivedMs { get; private set; }

    /// <summary>Category of the clicked item by the catalog, or null: guides the answer to users without features.</summary>
    public string? FocusCategory { get; private set; }

    /// <summary>Trending items of the partition as of the click.</summary>
    public IReadOnlyList<string> Trending { get; private set; } = [];

    /// <summary>Items that trend in the click's country as of the click; empty where it names none.</summary>
    public IReadOnlyList<string> CountryTrending { get; private set; } = [];

    /// <summary>The click's trace context, or null.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>The experiments that the answer is part of.</summary>
    public ServedArms Arms { get; set; } = ServedArms.None;

    /// <summary>Requests of the same click by other arms, as <see cref="ServedArms.Others"/> has them: scored with it, answered with it.</summary>
    public List<RecommendationRequest> Others { get; } = [];

    /// <summary>Whether it is one of the <see cref="Others"/> of another request, and no answer of its own.</summary>
    public bool IsBeside { get; set; }

    /// <summary>What stands behind the answer's id, see <see cref="AnswerCode"/>; empty for nothing.</summary>
    public string Code { get; set; } = "";

    /// <summary>What came of the items that the explored place of the list tries, as of the click; null where it does not learn.</summary>
    public SlotSums? Tried { get; set; }

    /// <summary>The user's segment, where a rule of re-ranking asks for it; null for none.</summary>
    public int? Segment { get; set; }

    /// <summary>Items that are to be ranked in place of the stack's candidates; null in the path of a click.</summary>
    public GivenItems? Given { get; set; }

    /// <summary>The user's history, newest first.</summary>
    public ReadOnlySpan<RecentItem> Recent => _recent.AsSpan(0, _recentCount);

    /// <summary>Why the candidate at a place of <see cref="Features"/> is one; nothing where it is not known.</summary>
    public CandidateReason ReasonOf(int place) => place < _reasons.Count ? _reasons[place] : default;

    /// <summary>The reason of the next candidate, best first.</summary>
    public void AddReason(in CandidateReason reason) => _reasons.Add(reason);

    /// <summary>Copies the user as of now.</summary>
    public void Fill(UserState user, RequestContext context)
    {
        _recentCount = user.Recent.CopyNewestFirst(_recent);
        Model.Features.Fill(user, Recent, Features);
        UserId = user.UserId;
        SessionId = user.Session.Id;
        SessionStartMs = user.Session.StartMs;
        _reasons.Clear();
        Given = null;
        Arms = ServedArms.None;
        Segment = null;
        Tried = null;
        Others.Clear();
        IsBeside = false;
        Code = "";
        AsOfMs = context.AsOfMs;
        Offset = context.Offset;
        ReceivedMs = context.ReceivedMs;
        FocusCategory = context.FocusCategory;
        Trending = context.Trending;
        CountryTrending = context.CountryTrending;
        TraceParent = context.TraceParent;
        FillEncoding();
    }

    private void FillEncoding()
    {
        Encoding?.Clear();
        for (var i = 0; Encoding is not null && i < _recentCount; i++)
        {
            if (_recent[i].Index >= 0)
            {
                Encoding.Add(_recent[i].Index, _recent[i].TimeMs);
            }
        }
    }
}
