namespace StreamReco.Models.Lake.Outcomes;

/// <summary>What one step of the labelling did.</summary>
/// <param name="Labelled">Answers whose horizon is over, labelled for the first time.</param>
/// <param name="Amended">Answers whose labels a late event changed.</param>
public sealed record OutcomeStep(long Labelled, long Amended);

/// <summary>
/// Labels the answers of a lake, step by step. A step takes what was committed since the one before and writes, in one commit, a first
/// version for each answer whose horizon has passed, and a further version for each labelled answer that a late event changes. How far it looked
/// stands in the commit, so that each answer is labelled once whoever is killed when; of two that label at once one wins.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="settings">What counts.</param>
public sealed class OutcomeWriter(ClickLake lake, OutcomeSettings settings)
{
    /// <summary>Counts such a step in the entries' verdicts.</summary>
    public const string Verdict = "step";

    /// <summary>How often an erasure or another labelling may be first before this one gives up.</summary>
    private const int AttemptsMax = 100;

    private readonly LakeLog _log = OutcomeFence.LogOf(lake);

    /// <summary>The newest step when this one began.</summary>
    private long _last;

    /// <summary>Makes one step.</summary>
    /// <param name="closes">Whether answers are labelled, too, whose horizon is not over: nothing more comes.</param>
    /// <param name="cancel">Ends it between files; nothing is committed.</param>
    /// <returns>What was done; null if nothing is new.</returns>
    /// <exception cref="LakeException">The lake is damaged, or was labelled by another horizon.</exception>
    /// <exception cref="IOException">The disk is full, or fails; nothing was committed.</exception>
    public OutcomeStep? Step(bool closes, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return TryStep(closes, cancel);
            }
            catch (Exception e) when (attempt < AttemptsMax && IsOvertaken(e))
            {
                foreach (var log in lake.Logs())
                {
                    log.Recover();
                }
            }
        }
    }

    /// <summary>
    /// Whether another process was first. Whoever commits a step clears away what is staged for the same one, so that its files may vanish while
    /// they are written; and files that are read may be exchanged.
    /// </summary>
    private bool IsOvertaken(Exception failure) => failure switch
    {
        LakeConflictException or LakeException { InnerException: FileNotFoundException } => true,
        IOException => _log.Newest()?.To is { } newest && newest != _last,
        _ => false,
    };

    private OutcomeStep? TryStep(bool closes, CancellationToken cancel)
    {
        _log.Recover();
        var newest = _log.Newest() ?? Begin();
        _last = newest.To;
        if (newest.Rules != settings.Rules)
        {
            throw new LakeException(
                $"The outcomes of this lake were labelled by '{newest.Rules}'; the settings say '{settings.Rules}' (Lake:OutcomeHorizonMs).");
        }

        var before = newest.Positions ?? new Dictionary<string, long>();
        var after = new LakeMerge(lake).Advance(before, settings.RowsMax);
        if (after is null && !closes)
        {
            return null;
        }

        var labelling = new OutcomeLabelling(lake, settings, newest.LatestMs, before, after ?? before);
        var step = labelling.Run(closes, cancel);
        if (after is null && labelling.Rows.Count == 0)
        {
            return null;
        }

        Commit(labelling.Rows, newest.To + 1, after ?? before, labelling.NewestMs);
        return step;
    }

    /// <summary>The first commit, before anything is read: an erasure sees that outcomes are there.</summary>
    private LakeEntry Begin()
    {
        Commit(new OutcomeRows(), 1, new Dictionary<string, long>(), long.MinValue);
        return _log.Newest()!;
    }

    private void Commit(OutcomeRows rows, long number, IReadOnlyDictionary<string, long> positions, long seenToMs)
    {
        var unit = _log.Stage(LakeEntry.Append, number, lake.Writer.Name);
        rows.WriteTo(
            unit, new FileFacts(lake.TopicOf(_log), 0, number, number, "", settings.Rules, lake.Writer.Version, _log.Rewrites().Count), lake.UserKey);
        _log.Commit(unit, new LakeEntry
        {
            From = number,
            To = number,
            Verdicts = new Dictionary<string, long>(StringComparer.Ordinal) { [Verdict] = 1 },
            LatestMs = seenToMs,
            Positions = positions,
            Rules = settings.Rules,
            Version = lake.Writer.Version,
            At = lake.Writer.Now(),
        });
    }
}
