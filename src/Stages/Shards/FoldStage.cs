using StreamReco.Models.DataQuality;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Search.Counts;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.DataQuality;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.Serving;
using StreamReco.Stages.Setup;
using StreamReco.Stages.State;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Stages.Shards;

/// <summary>
/// The stages of one shard that read or write its state, fused: Deduplicate, Window, UpdateUser, Trigger, Enrich. The
/// only writer of the shard's state. What it does to the state depends on the records alone; before
/// <see cref="EmitFrom"/> it does so in silence. One caller at a time: on a node the partition's actor.
/// </summary>
public sealed partial class FoldStage : ISnapshotSource
{
    private readonly EraseStage _erase;
    private readonly EnrichStage _enrich;
    private readonly WindowStage _window;
    private readonly TriggerStage _trigger;
    private readonly CountSearchesStage _searches;
    private readonly ExperimentStage _experiments;
    private readonly ArmModels _arms;
    private readonly QualityStage _quality;
    private readonly ConsentStage _consent;
    private readonly BotStage _bots;
    private readonly IdentityStage _identity;
    private readonly UserStateOptions _userOptions;
    private readonly bool _areForwarded;
    private readonly QueryRequests _queries;
    private readonly SnapshotClock _snapshots;
    private readonly TimeProvider _time;
    private readonly IModelProvider _models;
    private readonly int _recentMax;
    private readonly bool _asksForSegments;
    private readonly FoldSupplier _supplier;
    private readonly EmitPolicy _emission;
    private readonly ShardState _state;
    private readonly UserTable _users;
    private List<RecommendationRequest> _answers = [];
    private List<RejectedRecord> _rejected = [];
    private List<ErasedUser> _erased = [];
    private List<OutboundRecord>? _told;
    private readonly LiveUpdateRecorder _trail;
    private readonly VerdictRuns? _verdicts;
    private ShardModel _model;
    private string? _refused;
    private bool _emits;

    /// <param name="parts">What the stages are made of.</param>
    /// <param name="model">The model that answers at that offset.</param>
    /// <param name="state">The shard's state at the offset where folding begins.</param>
    /// <param name="users">Its users.</param>
    /// <param name="loader">Brings cold users back.</param>
    /// <param name="emitFrom">The committed offset: everything before it has been emitted.</param>
    /// <param name="arms">The models of arms of the state's experiments, by version; null for none.</param>
    public FoldStage(
        ShardParts parts, LoadedModel model, ShardState state, UserTable users, UserLoader loader, long emitFrom,
        IReadOnlyDictionary<string, LoadedModel>? arms = null)
    {
        _erase = new EraseStage(parts.Options.Privacy, parts.Options.Window);
        _enrich = new EnrichStage(parts.Catalog);
        _window = new WindowStage(parts.Options.Window);
        _trigger = new TriggerStage(parts.Options.Trigger);
        _snapshots = new SnapshotClock(parts.Options.Snapshot, parts.Time);
        (_time, _models, _recentMax) = (parts.Time, parts.Models, parts.Options.UserState.RecentItemsMax);
        _model = new ShardModel(model, _recentMax);
        _trail = new LiveUpdateRecorder(parts.Options);
        _verdicts = parts.WritesVerdicts ? new VerdictRuns() : null;
        Retrieve = new RetrieveStage(parts.Options, state.Live, state.ArmLive);
        _arms = new ArmModels(_recentMax);
        foreach (var arm in _arms.Follow(state.Experiments.Book.Running, version => arms?.GetValueOrDefault(version), model.Version).Came)
        {
            Retrieve.Reopen(arm);
        }

        _supplier = new FoldSupplier(loader, parts.Models, parts.Time);
        _emission = parts.Emission;
        _asksForSegments = parts.Rules.KnowsSegments;
        _state = state;
        _searches = new CountSearchesStage(parts.Options.Search, parts.Options.Privacy.QueryText, state, parts.Time.GetTimestamp());
        _experiments = new ExperimentStage(state, parts.Shard.Partition);
        _consent = new ConsentStage(state, users, Pseudonymizer.Open(parts.Options.Privacy));
        _bots = new BotStage(state, users);
        state.Experiments.Ledger.LeaveOut(user => state.Bots?.Listed.ContainsKey(user) == true); // Programs decide no experiment.
        _identity = new IdentityStage(parts.Shard, state, users);
        (_userOptions, _areForwarded) = (parts.Options.UserState, parts.AreForwarded);
        _queries = new QueryRequests(parts, state, users, _experiments, _arms);
        _quality = new QualityStage(parts, state, emitFrom);
        _users = users;
        EmitFrom = emitFrom;
    }

    /// <summary>Records below this offset were committed by an earlier run: they change the state and emit nothing.</summary>
    public long EmitFrom { get; }

    /// <summary>The stage behind the inference, whose live sources begin where this fold does.</summary>
    public RetrieveStage Retrieve { get; }

    /// <summary>
    /// What has to be fetched before a micro-batch can be folded. Changes nothing; like all of this stage, called in the
    /// shard's turn.
    /// </summary>
    public FoldNeeds NeedsOf(DecodedBatch batch) => _supplier.NeedsOf(_users, batch);

    /// <summary>Fetches what a fold needs. Reads nothing of the shard's state, so it runs outside of the shard's turn.</summary>
    public Task<FoldSupplies> FetchAsync(FoldNeeds needs, CancellationToken cancel) => _supplier.FetchAsync(needs, cancel);

    /// <summary>Folds one micro-batch.</summary>
    /// <param name="batch">Decoded; given back to its stage's pool afterwards.</param>
    /// <param name="supplies">What <see cref="NeedsOf"/> asked for.</param>
    public FoldedBatch Fold(DecodedBatch batch, FoldSupplies supplies)
    {
        var started = _time.GetTimestamp();
        _answers = new List<RecommendationRequest>(_answers.Count);
        _rejected = [];
        _erased = [];
        _told = null;
        _users.Admit(supplies.Users);
        _verdicts?.Begin(Math.Max(EmitFrom, _state.NextOffset));
        ShardCounters? beforeEmission = null;
        for (var i = 0; i < batch.Records.Count; i++)
        {
            var record = batch.Records[i];
            if (!_emits && record.Offset >= EmitFrom)
            {
                _emits = true;
                beforeEmission = _state.Counters.Copy();
            }

            _users.Approach(batch.Clicks, batch.Records.Count, i, _state.Pending);
            var verdict = FoldRecord(record, batch, i, supplies);
            _verdicts?.Add(record.Offset, verdict);
        }

        _state.NextOffset = Math.Max(_state.NextOffset, batch.NextOffset);
        _state.Counters.AssertInvariants();
        var snapshot = _snapshots.Advance(batch.Records.Count, _time.GetElapsedTime(started) + supplies.Took, _users.Changed) && _state.NextOffset >= EmitFrom ? Capture() : null;
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
            ReadAtMs = batch.ReadAtMs,
            Applied = _trail.Take(),
            Verdicts = _verdicts?.End(Math.Max(EmitFrom, _state.NextOffset)),
            Alerts = _quality.TakeAlerts(),
            Quality = Quality,
            Consent = Consent,
            Bots = Bots,
            Told = _told ?? (IReadOnlyList<OutboundRecord>)[],
            Identity = Identity,
        };
    }

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

    /// <inheritdoc/>
    public Task<QualityReport?> ReportQualityAsync() => Task.FromResult(ReportQuality());

    /// <summary>How the quality rules stand now; null where there are none.</summary>
    public QualityReport? ReportQuality() => _quality.ReportNow();

    /// <summary>The store has this snapshot.</summary>
    public void MarkStored(CapturedSnapshot snapshot)
    {
        _users.MarkStored(snapshot.Capture);
        _snapshots.End();
    }

    private Verdict FoldRecord(in LogRecord record, DecodedBatch batch, int i, FoldSupplies supplies)
    {
        switch (record.Kind)
        {
            case LogRecordKind.Punctuation:
                FoldPunctuation(record);
                return Verdict.Control;
            case LogRecordKind.Erasure:
                FoldErasure(record);
                return Verdict.Control;
            case LogRecordKind.ModelChange:
                ChangeModel(record.ModelVersion, supplies.Models[record.ModelVersion], record.Offset);
                return Verdict.Control;
            case LogRecordKind.Experiment or LogRecordKind.Segments:
                Define(record, supplies);
                return Verdict.Control;
            case LogRecordKind.QualityRules:
                _quality.Change(record);
                return Verdict.Control;
            case LogRecordKind.Consent:
                _consent.Change(record);
                return Verdict.Control;
            case LogRecordKind.BotPolicy:
                _bots.Change(record);
                return Verdict.Control;
            case LogRecordKind.BotDecision:
                FoldBotDecision(record);
                return Verdict.Control;
            case LogRecordKind.IdentityPolicy:
                _identity.Change(record);
                return Verdict.Control;
            case LogRecordKind.Link:
                FoldLink(record);
                return Verdict.Control;
            case LogRecordKind.Merge:
                FoldMerge(record);
                return Verdict.Control;
            default:
                return FoldClick(record, batch.Clicks[i], batch.Failures[i]);
        }
    }

    private Verdict FoldClick(in LogRecord record, ClickEvent click, ValidationFailure? failure)
    {
        var consent = _consent.Judge(record, click);
        if (consent.Outcome >= ConsentOutcome.Withheld)
        {
            return consent.Outcome == ConsentOutcome.Withdrawn ? Withdraw(record, click) : Verdict.Withheld;
        }

        Narrow(consent, click);
        if (failure is not null)
        {
            SeeLinkBeside(record, click);
            _quality.TakeInvalid(record, failure);
            return Reject(record, failure);
        }

        if (_erase.Covers(_state, click.UserId, record.Offset, click.EventTimeMs, out var isHistory))
        {
            return PassErased(record, click, isHistory);
        }

        if (_state.Identity is not null && Forward(record, click) is { } forwarded)
        {
            return forwarded;
        }

        if (DeduplicateStage.IsDuplicate(_users, click))
        {
            _quality.TakeDuplicate(record);
            _state.Counters.CountDuplicate();
            return Verdict.Duplicate;
        }

        var broken = _quality.Judge(record, click, out var isFlagged);
        if ((LatenessOf(record, click) ?? broken) is { } refused)
        {
            return refused.IsQuarantined ? Quarantine(record, refused) : Reject(record, refused);
        }

        if (_state.Bots is not null && Hold(record, click) is { } held)
        {
            return held;
        }

        Apply(record, click, consent);
        SeeLink(record, click);
        return !consent.MayTrain ? Verdict.Untrained : isFlagged ? Verdict.Flagged : Verdict.Applied;
    }

    private void Apply(in LogRecord record, ClickEvent click, in ConsentVerdict consent)
    {
        var user = _users.GetForChange(click.UserId);
        WindowStage.Advance(_state, click, user.Bot?.IsHeld == true);
        user.MoveTo(_model.Items);
        _trail.Begin(_model, _arms.All, user);
        _experiments.Begin(user);
        user.Apply(click, _model.Items);
        if (consent.MayTrain)
        {
            _trail.End(_model, _arms.All, user, click, _answers.Count);
        }

        if (consent.MayAnalyse)
        {
            _searches.Apply(_state, user, click);
            _experiments.Apply(user, click, record.Offset);
        }

        _state.Counters.CountApplied();
        if (_trigger.Decide(_state, user, click, record.Offset))
        {
            _state.Counters.CountAnswer();
            _enrich.Join(click, out var focus);
            Answer(user, record.Offset, new RequestContext(
                record.Offset, click.EventTimeMs, record.TimestampMs, focus?.Category, _state.Trending.Top)
            {
                CountryTrending = _state.Countries.TopOf(click.Country),
                TraceParent = RecommendationTrace.Of(record),
            });
        }

        AnswerDue(record);
    }

    private void AnswerDue(in LogRecord record)
    {
        while (TriggerStage.TryTakeWaiting(_state, _users, _state.WatermarkMs, out var due))
        {
            AnswerLate(due.User, due.Click, record);
        }
    }

    /// <summary>A punctuation releases every click that waits for the throttle.</summary>
    private void FoldPunctuation(in LogRecord record)
    {
        _state.Counters.CountControlRecord();
        while (TriggerStage.TryTakeWaiting(_state, _users, long.MaxValue, out var waiting))
        {
            AnswerLate(waiting.User, waiting.Click, record);
        }
    }

    private void AnswerLate(UserState user, in PendingRecommendation click, in LogRecord record)
    {
        _state.Counters.CountAnswer();
        Answer(user, record.Offset, new RequestContext(
            click.Offset, click.AsOfMs, record.TimestampMs, null, _state.Trending.Top));
    }

    private void Answer(UserState user, long atOffset, in RequestContext context)
    {
        user.MoveTo(_model.Items); // also where nothing is let out: the state must be the same
        var arms = _consent.Allows(user.UserIdChars, ConsentPurpose.Analyse) ? _experiments.Serve(user, context, atOffset) : ServedArms.None;
        if (atOffset < EmitFrom || !_emission.Emits(user.UserId))
        {
            return;
        }

        var request = RequestOf(user, context, arms);
        _answers.Add(request);
        for (var i = 0; i < arms.Others.Count; i++)
        {
            var other = RequestOf(user, context, arms.Others[i].Arms);
            other.IsBeside = true;
            request.Others.Add(other);
            _answers.Add(other);
        }
    }

    private Verdict Reject(in LogRecord record, ValidationFailure failure)
    {
        if (_erase.CoversKey(_state, record))
        {
            _state.Counters.CountOfErased();
            return Verdict.Erased;
        }

        if (failure.IsPassedOver)
        {
            _state.Counters.CountPassedOver();
            return Verdict.PassedOver;
        }

        _state.Counters.CountRejected(failure.Type);
        AddRejected(record, failure);
        return VerdictKinds.Of(failure.Type);
    }

    /// <summary>The record goes to the rejected topic, unless it went there before a restart.</summary>
    private void AddRejected(in LogRecord record, ValidationFailure why)
    {
        if (record.Offset >= EmitFrom && _emission.Rejected)
        {
            _rejected.Add(new RejectedRecord(record.ToOwned(), why)); // it outlives its micro-batch
        }
    }
}
