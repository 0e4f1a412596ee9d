namespace StreamReco.Models.Lake;

/// <summary>
/// Erases users from the outcomes while a labelling may run. The labelling reads clicks and answers and commits what it made of them some
/// time later; an erasure between the two takes the number of that commit away, so that the labelling has to read again.
/// </summary>
/// <param name="lake">The lake.</param>
public sealed class OutcomeFence(ClickLake lake)
{
    /// <summary>Counts such a step in the entries' verdicts.</summary>
    public const string Verdict = "erasure";

    /// <summary>How often a labelling may be first before this one gives up.</summary>
    private const int AttemptsMax = 100;

    /// <summary>The log of the outcomes: one for the whole lake, whose offsets are steps.</summary>
    public static LakeLog LogOf(ClickLake lake) => new(lake.Files, LakeStream.Outcomes, 0);

    /// <summary>Removes the rows of a user. Clicks and answers of the user must be gone before, as far as they are to go.</summary>
    /// <param name="user">The id, as the lake has it.</param>
    /// <param name="cancel">Ends it between files.</param>
    /// <returns>Rows removed.</returns>
    /// <exception cref="LakeConflictException">Labellings are first again and again.</exception>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public long Erase(string user, CancellationToken cancel)
    {
        var log = LogOf(lake);
        for (var attempt = 1; ; attempt++)
        {
            cancel.ThrowIfCancellationRequested();
            log.Recover();
            if (log.Newest() is not { } newest)
            {
                return 0; // A labelling begins with a commit, before it reads anything.
            }

            try
            {
                Commit(log, newest);
                break;
            }
            catch (Exception e) when (attempt < AttemptsMax && (e is LakeConflictException || (e is IOException && log.Newest()?.To != newest.To)))
            {
                // A labelling was first, and may have cleared away what was staged here: what it wrote is erased with the rest.
            }
        }

        return new LakeRewriting(lake, log).Erase(user, cancel);
    }

    private void Commit(LakeLog log, LakeEntry newest)
    {
        var step = newest.To + 1;
        log.Commit(log.Stage(LakeEntry.Append, step, lake.Writer.Name), newest with
        {
            From = step,
            To = step,
            Verdicts = new Dictionary<string, long>(StringComparer.Ordinal) { [Verdict] = 1 },
            Version = lake.Writer.Version,
            At = lake.Writer.Now(),
        });
    }
}
