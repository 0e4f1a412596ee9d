using StreamReco.Models.Retrieval;

namespace StreamReco.Stages.Batches;

/// <summary>What becomes of a model that arms of experiments answer by.</summary>
public enum ArmStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It answers from here on.</summary>
    Came,

    /// <summary>It answers no more.</summary>
    Went,
}

/// <summary>
/// The interactions that a micro-batch applied, in the order of the log, each with what was known of its user before: what
/// live sources take in; and the changes of model and the erasures between them. Written by the fold, read by
/// <see cref="Retrieval.RetrieveStage"/>.
/// </summary>
public sealed class LiveUpdates
{
    private readonly List<Entry> _entries = [];
    private readonly List<int> _rows = [];
    private readonly List<long> _timesMs = [];

    public int Count => _entries.Count;

    /// <summary>Adds an interaction.</summary>
    /// <param name="model">The model that answers at its place in the log.</param>
    /// <param name="click">The interaction.</param>
    /// <param name="before">What was known before it.</param>
    /// <param name="answersBefore">Answers of the batch that stand before it.</param>
    public void Add(ShardModel model, in SessionClick click, in SessionQuery before, int answersBefore)
    {
        _entries.Add(new Entry(
            model, click, _rows.Count, before.Rows.Length, before.SessionStart, before.AsOfMs, answersBefore));
        _rows.AddRange(before.Rows);
        _timesMs.AddRange(before.TimesMs);
    }

    /// <summary>Adds a change of model.</summary>
    /// <param name="from">The model that answered before it.</param>
    /// <param name="to">The model that answers after it.</param>
    /// <param name="answersBefore">Answers of the batch that stand before it.</param>
    public void AddChange(ShardModel from, ShardModel to, int answersBefore) =>
        _entries.Add(new Entry(to, default, 0, 0, 0, 0, answersBefore) { ChangedFrom = from });

    /// <summary>Adds that arms of experiments answer by a model from here on, or not any more.</summary>
    /// <param name="step">Which of the two.</param>
    /// <param name="arm">The model.</param>
    /// <param name="active">The model that answers everybody else.</param>
    /// <param name="answersBefore">Answers of the batch that stand before it.</param>
    public void AddArm(ArmStep step, ShardModel arm, ShardModel active, int answersBefore) =>
        _entries.Add(new Entry(arm, default, 0, 0, 0, 0, answersBefore) { Step = step, ChangedFrom = active });

    /// <summary>Adds an erasure.</summary>
    /// <param name="userKey">Who is to be forgotten.</param>
    /// <param name="answersBefore">Answers of the batch that stand before it.</param>
    public void AddErasure(ulong userKey, int answersBefore) =>
        _entries.Add(new Entry(null, default, 0, 0, 0, 0, answersBefore) { Erased = userKey });

    internal Entry this[int index] => _entries[index];

    internal SessionQuery Before(in Entry entry) => new()
    {
        Rows = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows).Slice(entry.First, entry.Length),
        TimesMs = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_timesMs).Slice(entry.First, entry.Length),
        SessionStart = entry.SessionStart,
        AsOfMs = entry.AsOfMs,
    };

    internal readonly record struct Entry(
        ShardModel? Model, SessionClick Click, int First, int Length, int SessionStart, long AsOfMs, int AnswersBefore)
    {
        /// <summary>With a change of model: the model before it. With a model of an arm: the active one. Else null.</summary>
        public ShardModel? ChangedFrom { get; init; }

        /// <summary>Whether a model of an arm comes or goes.</summary>
        public ArmStep Step { get; init; }

        /// <summary>With an erasure, and only then: the key of its user; else 0.</summary>
        public ulong Erased { get; init; }
    }
}
