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
    private readonly ReusedText _userId = new(userId);
    private readonly ReusedText _sessionId = new("");

    private OnlineVector? _vector;

    /// <summary>A vector that is not in use, kept so that the next one needs no new memory.</summary>
    private OnlineVector? _spare;

    private BotProfile? _bot;
    private bool _isJudged;
    private UserIdentity? _identity;

    /// <summary>
    /// The item space in which the vector is to be made from the history, which is whole, or brought up to it, once somebody asks for
    /// it: a click that is not answered needs none. Null where <see cref="_vector"/> is as it should be.
    /// </summary>
    private ItemSpace? _vectorDue;

    /// <summary>Interactions of the history, from the oldest on, that <see cref="_vector"/> holds while the history is whole.</summary>
    private int _inVector;

    public string UserId => _userId.Text;

    /// <summary><see cref="UserId"/> without a string: valid until the object becomes another user.</summary>
    public ReadOnlySpan<char> UserIdChars => _userId.Chars;

    /// <summary>Events applied.</summary>
    public long Applied { get; internal set; }

    /// <summary>Event time of the earliest event, Unix milliseconds.</summary>
    public long FirstEventMs { get; internal set; }

    /// <summary>Event time of the latest event, Unix milliseconds.</summary>
    public long LastEventMs { get; internal set; }

    public SessionWindow Session
    {
        get => new(_sessionId.Text, SessionSpan.StartMs, SessionSpan.EndMs, SessionSpan.Events, SessionSpan.Named);
        internal set
        {
            _sessionId.Set(value.Id);
            SessionSpan = new SessionSpan(value.StartMs, value.EndMs, value.Events, value.Named);
        }
    }

    /// <summary>The id of <see cref="Session"/> without a string.</summary>
    internal ReadOnlySpan<char> SessionIdChars => _sessionId.Chars;

    /// <summary><see cref="Session"/> without its id.</summary>
    internal SessionSpan SessionSpan { get; private set; }

    public RecentItems Recent { get; } = new(options.RecentItemsMax);

    public EventIdHistory EventIds { get; } = new(options.DedupeEventsMax);

    public InterestTags Interests { get; } = new();

    /// <summary>Null until the user touched an item that the model knows. Made, or brought up to date, when it is asked for.</summary>
    public OnlineVector? Vector
    {
        get
        {
            MakeDueVector();
            return _vector;
        }
    }

    /// <summary>Fingerprint of the item space that the rows of <see cref="Recent"/> belong to; 0 before the first.</summary>
    public ulong Space { get; internal set; }

    public RecommendationClock Answers { get; set; } = RecommendationClock.Never;

    /// <summary>Where among the clicks that wait the user's stands, if it does: a guess that is no part of the state, kept to save looking.</summary>
    public int WaitsAt { get; set; } = -1;

    /// <summary>How the user clicks; null where nobody is judged for it.</summary>
    public BotProfile? Bot => _isJudged ? _bot : null;

    /// <summary>How the id hangs together with others; null where there never was a link.</summary>
    public UserIdentity? Identity => _identity;

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
        ApplyToSession(click);
        if (!EventTypes.IsInteraction(click.Type))
        {
            return;
        }

        for (var i = 0; i < click.Items.Count; i++)
        {
            Touch(click.Items[i], click, items);
        }
    }

    /// <summary>Extends the session, or begins another; an event of an earlier, closed one leaves it as it is.</summary>
    private void ApplyToSession(ClickEvent click)
    {
        var step = SessionSpan.Add(_sessionId.Chars, click.SessionId, click.EventTimeMs, options.SessionGapMs, out var next);
        SessionSpan = next;
        if (step == SessionStep.Begins && click.SessionId.IsEmpty)
        {
            _sessionId.Set(SessionWindow.IdOfUnnamed(UserId, click.EventTimeMs));
        }
        else if (step is SessionStep.Begins or SessionStep.TakesName)
        {
            _sessionId.Set(click.SessionId);
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

        if (SpaceOfVector is { } space ? space != items.Fingerprint : moves)
        {
            RebuildVector(items);
        }
    }

    /// <summary>Whether history and vector are in a model's item space.</summary>
    public bool IsIn(ItemSpace items) =>
        Space == items.Fingerprint && (SpaceOfVector ?? items.Fingerprint) == items.Fingerprint;

    /// <summary>Makes the vector anew from the history; what fell out of the history is forgotten with the old one.</summary>
    public void RebuildVector(ItemSpace items)
    {
        if (Recent.Dropped == 0)
        {
            PutOffVector(items);
            return;
        }

        DropVector();
        AddHistoryToVector(items);
    }

    /// <summary>Lets the vector be made from the history, which is whole, when somebody asks for it.</summary>
    private void PutOffVector(ItemSpace items)
    {
        DropVector();
        _vectorDue = Recent.Count > 0 ? items : null; // whether the model knows any of the items is found when it is made
    }

    private void MakeDueVector()
    {
        if (_vectorDue is { } items)
        {
            AddHistoryToVector(items);
        }
    }

    private void AddHistoryToVector(ItemSpace items)
    {
        for (var i = _inVector; i < Recent.Count; i++)
        {
            AddToVector(Recent[i].Index, Recent[i].Type, items);
        }

        (_inVector, _vectorDue) = (Recent.Count, null);
    }

    /// <summary>Fingerprint of the space that the vector is in, or is to be made in; null where there is none.</summary>
    private ulong? SpaceOfVector => _vectorDue?.Fingerprint ?? _vector?.Space;

    private void Touch(in ItemTouch item, ClickEvent click, ItemSpace items)
    {
        if (Recent.Count == Recent.Capacity)
        {
            MakeDueVector(); // while the history is whole
        }

        var isPutOff = Recent.Dropped == 0 && Recent.Count < Recent.Capacity;
        var index = isPutOff && !Recent.HasRows ? -1 : items.IndexOf(item.ItemId);
        Recent.Add(new RecentItem(item.ItemId, click.EventTimeMs, click.Type, index));
        if (isPutOff)
        {
            _vectorDue ??= items; // whether the model knows the item is found when it is made
        }
        else
        {
            AddToVector(index, click.Type, items);
        }

        if (item.Category is not null)
        {
            Interests.Add(item.Category, EventTypes.WeightOf(click.Type), click.EventTimeMs, options.InterestHalfLifeMs);
        }
    }

    private void AddToVector(int index, EventType type, ItemSpace items)
    {
        if (index >= 0)
        {
            _vector ??= NewVector(items);
            _vector.Add(items.Factor(index), EventTypes.WeightOf(type));
        }
    }

    /// <summary>How the user clicks, to be changed; blank where nothing is known yet.</summary>
    public BotProfile JudgeForBot()
    {
        _isJudged = true;
        return _bot ??= new BotProfile();
    }

    /// <summary>How the id hangs together with others, to be changed; empty where there never was a link.</summary>
    public UserIdentity Link() => _identity ??= new UserIdentity();

    /// <summary>What was done under the id is somebody else's from here on: all but the links is forgotten.</summary>
    public void ForgetHistory()
    {
        var identity = _identity;
        Reset(UserId);
        _identity = identity;
    }

    internal void RestoreIdentity(UserIdentity identity) => _identity = identity;

    /// <summary>Becomes another user of whom nothing is known; the memory of the one before is used again.</summary>
    public void Reset(string newUserId)
    {
        _userId.Set(newUserId);
        Clear();
    }

    /// <inheritdoc cref="Reset(string)"/>
    public void Reset(ReadOnlySpan<char> newUserId)
    {
        _userId.Set(newUserId);
        Clear();
    }

    /// <summary>As <see cref="Reset(string)"/>, by the UTF-8 of the id.</summary>
    internal void ResetUtf8(ReadOnlySpan<byte> newUserId)
    {
        _userId.SetUtf8(newUserId);
        Clear();
    }

    /// <summary>Takes in a stored session, by the UTF-8 of its id.</summary>
    internal void RestoreSession(ReadOnlySpan<byte> id, in SessionSpan span)
    {
        _sessionId.SetUtf8(id);
        SessionSpan = span;
    }

    private void Clear()
    {
        (Applied, FirstEventMs, LastEventMs, Space) = (0, 0, 0, 0);
        _sessionId.Set("");
        SessionSpan = default;
        Answers = RecommendationClock.Never;
        WaitsAt = -1;
        _eventsByType.AsSpan().Clear();
        Recent.Clear();
        EventIds.Clear();
        Interests.Clear();
        DropVector();
        _isJudged = false;
        _identity = null;
        _bot?.Clear();
    }

    /// <summary>How often <see cref="Touch"/> is to be called: the object, what it refers to, and what those refer to.</summary>
    public const int TouchSteps = 3;

    /// <summary>
    /// Reads what the next click of the user reads, one step further with each call, so that a caller who is going to look at many users
    /// waits for the memory of all of them at once.
    /// </summary>
    /// <returns>Something of what was read, of no meaning.</returns>
    public int Touch(int step) => step switch
    {
        0 => (int)Applied,
        1 => _userId.Touch() + Recent.Count + EventIds.Count + Interests.Tags.Count + _sessionId.Touch() + (int)_eventsByType[0],
        _ => Recent.Touch() + EventIds.Touch() + (Recent.Dropped > 0 ? _vector?.Touch() ?? 0 : 0),
    };

    /// <summary>Reads a stored vector of D values.</summary>
    internal void ReadVector(ref StateReader reader, int dimensions, ulong space)
    {
        DropVector();
        _vector = TakeSpare(dimensions) ?? OnlineVector.Blank(dimensions);
        _vector.Read(ref reader, space);
        _inVector = Recent.Count;
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

    /// <summary>Forgets the vector; it is made anew by <see cref="RebuildVector"/>.</summary>
    public void DropVector() => (_spare, _vector, _vectorDue, _inVector) = (_vector ?? _spare, null, null, 0);
}
