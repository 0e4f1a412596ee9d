using StreamReco.Models.Binary;
using StreamReco.Models.Bots;
using StreamReco.Models.Events;
using StreamReco.Models.Items;

namespace StreamReco.Models.Users;

/// <summary>
/// Everything that is known of one user: a fold over the user's events in partition order. Written by the one shard
/// that owns the user's partition.
/// </summary>
public sealed class UserState(string userId, UserStateOptions options)
{
    private readonly long[] _eventsByType = new long[EventTypes.TableLength];

    /// <summary>A vector that is not in use, kept so that the next one needs no new memory.</summary>
    private OnlineVector? _spare;

    private BotProfile? _bot;
    private bool _isJudged;

    public string UserId { get; private set; } = userId;

    /// <summary>Events applied.</summary>
    public long Applied { get; internal set; }

    /// <summary>Event time of the earliest event, Unix milliseconds.</summary>
    public long FirstEventMs { get; internal set; }

    /// <summary>Event time of the latest event, Unix milliseconds.</summary>
    public long LastEventMs { get; internal set; }

    public SessionWindow Session { get; internal set; } = SessionWindow.None;

    public RecentItems Recent { get; } = new(options.RecentItemsMax);

    public EventIdHistory EventIds { get; } = new(options.DedupeEventsMax);

    public InterestTags Interests { get; } = new();

    /// <summary>Null until the user touched an item that the model knows.</summary>
    public OnlineVector? Vector { get; private set; }

    /// <summary>Fingerprint of the item space that the rows of <see cref="Recent"/> belong to; 0 before the first.</summary>
    public ulong Space { get; internal set; }

    public RecommendationClock Answers { get; set; } = RecommendationClock.Never;

    /// <summary>How the user clicks; null where nobody is judged for it.</summary>
    public BotProfile? Bot => _isJudged ? _bot : null;

    /// <summary>Events applied, by <see cref="EventType"/>.</summary>
    public Span<long> EventsByType => _eventsByType;

    /// <summary>Folds one valid, fresh, timely event into the state.</summary>
    public void Apply(ClickEvent click, ItemSpace items)
    {
        MoveTo(items);
        FirstEventMs = Applied == 0 ? click.EventTimeMs : Math.Min(FirstEventMs, click.EventTimeMs);
        LastEventMs = Applied == 0 ? click.EventTimeMs : Math.Max(LastEventMs, click.EventTimeMs);
        Applied++;
        _eventsByType[(int)click.Type]++;
        EventIds.Add(click.EventIdHash);
        Session = Session.Add(UserId, click.SessionId, click.EventTimeMs, options.SessionGapMs);
        if (!EventTypes.IsInteraction(click.Type))
        {
            return;
        }

        for (var i = 0; i < click.Items.Count; i++)
        {
            Touch(click.Items[i], click, items);
        }
    }

    /// <summary>
    /// Moves history and vector into a model's item space, if they are not there: before the user is changed or answered
    /// under that model. What fell out of the history is forgotten with the old vector.
    /// </summary>
    public void MoveTo(ItemSpace items)
    {
        var moves = Space != items.Fingerprint;
        if (moves)
        {
            Space = items.Fingerprint;
            Recent.Reindex(items);
        }

        if (Vector is null ? moves : Vector.Space != items.Fingerprint)
        {
            RebuildVector(items);
        }
    }

    /// <summary>Whether history and vector are in a model's item space.</summary>
    public bool IsIn(ItemSpace items) =>
        Space == items.Fingerprint && (Vector is null || Vector.Space == items.Fingerprint);

    /// <summary>Makes the vector anew from the history.</summary>
    public void RebuildVector(ItemSpace items)
    {
        DropVector();
        for (var i = 0; i < Recent.Count; i++)
        {
            AddToVector(Recent[i].Index, Recent[i].Type, items);
        }
    }

    private void Touch(in ItemTouch item, ClickEvent click, ItemSpace items)
    {
        var index = items.IndexOf(item.ItemId);
        Recent.Add(new RecentItem(item.ItemId, click.EventTimeMs, click.Type, index));
        AddToVector(index, click.Type, items);
        if (item.Category is not null)
        {
            Interests.Add(item.Category, EventTypes.WeightOf(click.Type), click.EventTimeMs, options.InterestHalfLifeMs);
        }
    }

    private void AddToVector(int index, EventType type, ItemSpace items)
    {
        if (index >= 0)
        {
            Vector ??= NewVector(items);
            Vector.Add(items.Factor(index), EventTypes.WeightOf(type));
        }
    }

    /// <summary>How the user clicks, to be changed; blank where nothing is known yet.</summary>
    public BotProfile JudgeForBot()
    {
        _isJudged = true;
        return _bot ??= new BotProfile();
    }

    /// <summary>Becomes another user of whom nothing is known; the memory of the one before is used again.</summary>
    public void Reset(string newUserId)
    {
        UserId = newUserId;
        (Applied, FirstEventMs, LastEventMs, Space) = (0, 0, 0, 0);
        Session = SessionWindow.None;
        Answers = RecommendationClock.Never;
        _eventsByType.AsSpan().Clear();
        Recent.Clear();
        EventIds.Clear();
        Interests.Clear();
        DropVector();
        _isJudged = false;
        _bot?.Clear();
    }

    /// <summary>Reads a stored vector of D values.</summary>
    internal void ReadVector(ref StateReader reader, int dimensions, ulong space)
    {
        DropVector();
        Vector = TakeSpare(dimensions) ?? OnlineVector.Blank(dimensions);
        Vector.Read(ref reader, space);
    }

    private OnlineVector NewVector(ItemSpace items)
    {
        if (TakeSpare(items.Dimensions) is not { } spare)
        {
            return OnlineVector.Empty(items);
        }

        spare.Reset(items);
        return spare;
    }

    private OnlineVector? TakeSpare(int dimensions)
    {
        var spare = _spare?.Values.Length == dimensions ? _spare : null;
        _spare = null;
        return spare;
    }

    private void DropVector() => (_spare, Vector) = (Vector ?? _spare, null);
}
