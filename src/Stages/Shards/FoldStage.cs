using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The stages of one shard that read or write its state, fused: Deduplicate, Enrich, Window, UpdateUser, Trigger. The
/// only writer of the shard's state. What it does to the state depends on the records alone; before
/// <see cref="EmitFrom"/> it does so in silence. One caller at a time: on a node the partition's actor.
/// </summary>
public sealed class FoldStage : ISnapshotSource
{
    private readonly EraseStage _erase;
    private readonly ICatalog _catalog;
    private readonly EnrichStage _enrich;
    private readonly WindowStage _window;
    private readonly TriggerStage _trigger;
    private readonly CountSearchesStage _searches;
    private readonly UserStateOptions _userOptions;
    private readonly SnapshotClock _snapshots;
    private readonly TimeProvider _time;
    private readonly IModelShelf _models;
    private readonly int _recentMax;
    private readonly UserLoader _loader;
    private readonly Emission _emission;
    private readonly ShardState _state;
    private readonly UserTable _users;
    private List<AnswerTicket> _answers = [];
    private List<RejectedRecord> _rejected = [];
    private List<ErasedUser> _erased = [];
    private readonly LiveTrail _trail;
    private ShardModel _model;
    private string? _refused;
    private long _unknownItems;
    private bool _emits;

    /// <param name="parts">What the stages are made of.</param>
    /// <param name="model">The model that answers at that offset.</param>
    /// <param name="state">The shard's state at the offset where folding begins.</param>
    /// <param name="users">Its users.</param>
    /// <param name="loader">Brings cold users back.</param>
    /// <param name="emitFrom">The committed offset: everything before it has been emitted.</param>
    public FoldStage(
        ShardParts parts, ServedModel model, ShardState state, UserTable users, UserLoader loader, long emitFrom)
    {
        _erase = new EraseStage(parts.Options.Privacy, parts.Options.Window);
        _catalog = parts.Catalog;
        _enrich = new EnrichStage(_catalog);
        _window = new WindowStage(parts.Options.Window);
        _trigger = new TriggerStage(parts.Options.Trigger);
        _userOptions = parts.Options.UserState;
        _snapshots = new SnapshotClock(parts.Options.Snapshot, parts.Time);
        _time = parts.Time;
        _models = parts.Models;
        _recentMax = parts.Options.UserState.RecentItemsMax;
        _model = new ShardModel(model, _recentMax);
        _trail = new LiveTrail(parts.Options);
        Retrieve = new RetrieveStage(parts.Options, state.Live);
        _loader = loader;
        _emission = parts.Emission;
        _state = state;
        _searches = new CountSearchesStage(parts.Options.Search, state, parts.Time.GetTimestamp());
        _users = users;
        EmitFrom = emitFrom;
    }

    /// <summary>Records below this offset were committed by an earlier run: they change the state and emit nothing.</summary>
    public long EmitFrom { get; }

    /// <summary>The stage behind the inference, whose live sources begin where this fold does.</summary>
    public RetrieveStage Retrieve { get; }

    /// <summary>Items of applied events that the catalog did not know, in this run.</summary>
    public long UnknownItems => Interlocked.Read(ref _unknownItems);

    /// <summary>
    /// What has to be fetched before a micro-batch can be folded. Changes nothing; like all of this stage, called in the
    /// shard's turn.
    /// </summary>
    public FoldNeeds NeedsOf(DecodedBatch batch) =>
        new(_loader.FindCold(_users, batch.Clicks, batch.Records.Count), ModelChange.VersionsIn(batch.Records));

    /// <summary>Fetches what a fold needs. Reads nothing of the shard's state, so it runs outside of the shard's turn.</summary>
    public async Task<FoldSupplies> FetchAsync(FoldNeeds needs, CancellationToken cancel)
    {
        var users = needs.ColdUsers.Count == 0 ? [] : await _loader.LoadAsync(needs.ColdUsers, cancel);
        if (needs.Models.Count == 0)
        {
            return new FoldSupplies(users, FoldSupplies.Nothing.Models);
        }

        var models = new Dictionary<string, FoundModel>(StringComparer.Ordinal);
        foreach (var version in needs.Models)
        {
            models.TryAdd(version, await _models.FindAsync(version, cancel));
        }

        return new FoldSupplies(users, models);
    }

    /// <summary>Folds one micro-batch.</summary>
    /// <param name="batch">Decoded; given back to its stage's pool afterwards.</param>
    /// <param name="supplies">What <see cref="NeedsOf"/> asked for.</param>
    public FoldedBatch Fold(DecodedBatch batch, FoldSupplies supplies)
    {
        var started = _time.GetTimestamp();
        _answers = [];
        _rejected = [];
        _erased = [];
        _users.Admit(supplies.Users);
        ShardCounters? beforeEmission = null;
        for (var i = 0; i < batch.Records.Count; i++)
        {
            if (!_emits && batch.Records[i].Offset >= EmitFrom)
            {
                _emits = true;
                beforeEmission = _state.Counters.Copy();
            }

            if (Tick.IsTick(batch.Records[i]))
            {
                FoldTick(batch.Records[i]);
            }
            else if (Erasure.IsErasure(batch.Records[i]))
            {
                FoldErasure(batch.Records[i]);
            }
            else if (ModelChange.VersionIn(batch.Records[i]) is { } version)
            {
                ChangeModel(version, supplies.Models[version], batch.Records[i].Offset);
            }
            else
            {
                FoldRecord(batch.Records[i], batch.Clicks[i], batch.Failures[i]);
            }
        }

        _state.NextOffset = Math.Max(_state.NextOffset, batch.NextOffset);
        _state.Counters.AssertInvariants();
        var snapshot = _snapshots.Advance(batch.Records.Count, _time.GetElapsedTime(started)) && _state.NextOffset >= EmitFrom ? Capture() : null;
        _users.Evict();
        return new FoldedBatch(
            _state.NextOffset,
            _answers,
            _rejected,
            _state.Counters.Copy(),
            _state.Pending.Count,
            _state.WatermarkMs,
            Model,
            snapshot)
        {
            BeforeEmission = beforeEmission,
            Erased = _erased,
            Applied = _trail.Take(),
        };
    }

    /// <summary>Trending items of the partition, most touched first; a list that never changes.</summary>
    public IReadOnlyList<string> Trending => _state.Trending.Top;

    /// <summary>What searches showed, and what was clicked; to be read in a turn of the shard's loop.</summary>
    public QueryCounts Searches => _state.Searches;

    /// <summary>The model that answers from here on.</summary>
    public ModelStanding Model => new(_model.Served.Version, _state.Model, _refused);

    /// <summary>A user, to be read in a turn of the shard's loop; null when there is none, or none any more.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="stored">The state that the store has, a copy of the caller's own, where the user is not resident.</param>
    public UserState? Find(string userId, UserState? stored) =>
        _users.Find(userId) ?? (_users.MayBeCold(userId) ? stored : null);

    /// <summary>Whether the store may have a user that is not resident.</summary>
    public bool MayBeCold(string userId) => _users.MayBeCold(userId);

    /// <summary>A ticket for who asks outside of the log, of the user as of now; in a turn of the shard's loop.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="stored">The state that the store has, a copy of the caller's own, where the user is not resident.</param>
    /// <returns>The ticket, to be scored, and whether the user has a state.</returns>
    public (AnswerTicket Ticket, bool IsKnown) Look(string userId, UserState? stored)
    {
        var known = _users.FindIn(_model.Items, userId) ?? Find(userId, stored);
        var user = known ?? new UserState(userId, _userOptions);
        user.MoveTo(_model.Items);
        var asOfMs = known?.LastEventMs ?? Math.Max(_state.LatestEventMs, 0);
        var ticket = _model.Tickets.Rent();
        ticket.Fill(user, new AnswerContext(
            Math.Max(0, _state.NextOffset - 1), asOfMs, asOfMs, FocusOf(user), _state.Trending.Top));
        return (ticket, known is not null);
    }

    /// <summary>What the answer to the user's last event went by: the category of the item that it named.</summary>
    private string? FocusOf(UserState user) =>
        user.Recent.Count > 0 && user.Recent[user.Recent.Count - 1] is var last && last.TimeMs == user.LastEventMs
            ? _catalog.Find(last.ItemId)?.Category : null;

    /// <summary>The state as it is now; only when no batch is being folded.</summary>
    public CapturedSnapshot Capture()
    {
        var (users, erased, capture) = _users.CaptureChanged();
        _snapshots.Begin();
        var delta = new SnapshotDelta(_state.NextOffset, _state.ToBytes(), users) { Erased = erased };
        return new CapturedSnapshot(delta, capture);
    }

    /// <summary>The last state, live sources included: only when everything that was folded has passed all stages.</summary>
    public CapturedSnapshot CaptureLast() => Retrieve.Complete(Capture());

    /// <inheritdoc/>
    public Task<CapturedSnapshot> CaptureLastAsync() => Task.FromResult(CaptureLast());

    /// <summary>The store has this snapshot.</summary>
    public void MarkStored(CapturedSnapshot snapshot)
    {
        _users.MarkStored(snapshot.Capture);
        _snapshots.End();
    }

    private void FoldRecord(in RawRecord record, ClickEvent click, Failure? failure)
    {
        if (failure is not null)
        {
            Reject(record, failure);
        }
        else if (_erase.Covers(_state, click.UserId, record.Offset, click.EventTimeMs, out var isHistory))
        {
            PassErased(record, click, isHistory);
        }
        else if (DeduplicateStage.IsDuplicate(_users, click))
        {
            _state.Counters.CountDuplicate();
        }
        else if (_window.CheckLateness(_state, click.EventTimeMs) is { } late)
        {
            Reject(record, late);
        }
        else
        {
            Apply(record, click);
        }
    }

    private void Apply(in RawRecord record, ClickEvent click)
    {
        Interlocked.Add(ref _unknownItems, _enrich.Join(click, out var focus));
        WindowStage.Advance(_state, click);
        var user = _users.GetForChange(click.UserId);
        user.MoveTo(_model.Items);
        _trail.Begin(_model, user);
        user.Apply(click, _model.Items);
        _trail.End(_model, user, click, _answers.Count);
        _searches.Apply(_state, user.UserId, click);
        _state.Counters.CountApplied();
        if (_trigger.Decide(_state, user, click, record.Offset))
        {
            _state.Counters.CountAnswer();
            Answer(user, record.Offset, new AnswerContext(
                record.Offset, click.EventTimeMs, record.TimestampMs, focus?.Category, _state.Trending.Top)
            {
                CountryTrending = _state.Countries.TopOf(click.Country),
                TraceParent = AnswerTrace.Of(record),
            });
        }

        AnswerDue(record);
    }

    private void AnswerDue(in RawRecord record)
    {
        while (TriggerStage.TryTakeWaiting(_state, _users, _state.WatermarkMs, out var due))
        {
            AnswerLate(due.User, due.Click, record);
        }
    }

    /// <summary>
    /// A click of an erased user. What it says without saying who, time and trending, counts where it stands in history,
    /// as it did when it was first folded.
    /// </summary>
    private void PassErased(in RawRecord record, ClickEvent click, bool isHistory)
    {
        _state.Counters.CountOfErased();
        if (isHistory && _window.CheckLateness(_state, click.EventTimeMs) is null)
        {
            WindowStage.Advance(_state, click);
            AnswerDue(record);
        }
    }

    private void FoldErasure(in RawRecord record)
    {
        var user = EraseStage.UserOf(record);
        _trail.Erase(user, _answers.Count);
        if (_erase.Erase(_state, _users, record) && record.Offset >= EmitFrom && _emission.LetsOut(user))
        {
            _erased.Add(new ErasedUser(user, _answers.Count));
        }
    }

    /// <summary>A tick in the log releases every click that waits for the throttle.</summary>
    private void FoldTick(in RawRecord record)
    {
        _state.Counters.CountTick();
        while (TriggerStage.TryTakeWaiting(_state, _users, long.MaxValue, out var waiting))
        {
            AnswerLate(waiting.User, waiting.Click, record);
        }
    }

    /// <summary>
    /// From this record on another model answers. Its users move when they are changed next; tickets on their way keep
    /// the model that they were made for. A version that cannot be used is refused, and the old one goes on.
    /// </summary>
    private void ChangeModel(string version, FoundModel found, long offset)
    {
        _state.Counters.CountTick();
        if (version == _model.Served.Version)
        {
            return;
        }

        if (found.Model is null)
        {
            _refused = $"{version} at offset {offset}: {found.Problem}";
            return;
        }

        _state.Model = new ModelChange(version, _model.Served.Version, offset, _models.Base.Version);
        var before = _model;
        _model = new ShardModel(found.Model, _recentMax);
        _trail.Change(before, _model, _answers.Count);
        _users.MoveTo(_model.Items);
        _refused = null;
    }

    private void AnswerLate(UserState user, in PendingAnswer click, in RawRecord record)
    {
        _state.Counters.CountAnswer();
        Answer(user, record.Offset, new AnswerContext(
            click.Offset, click.AsOfMs, record.TimestampMs, null, _state.Trending.Top));
    }

    private void Answer(UserState user, long atOffset, in AnswerContext context)
    {
        user.MoveTo(_model.Items); // also where nothing is let out: the state must be the same
        if (atOffset < EmitFrom || !_emission.LetsOut(user.UserId))
        {
            return;
        }

        var ticket = _model.Tickets.Rent();
        ticket.Fill(user, context);
        _answers.Add(ticket);
    }

    private void Reject(in RawRecord record, Failure failure)
    {
        if (_erase.CoversKey(_state, record))
        {
            _state.Counters.CountOfErased();
            return;
        }

        if (failure.IsPassedOver)
        {
            _state.Counters.CountPassedOver();
            return;
        }

        _state.Counters.CountRejected(failure.Type);
        if (record.Offset >= EmitFrom && _emission.Rejected)
        {
            _rejected.Add(new RejectedRecord(record, failure));
        }
    }
}
