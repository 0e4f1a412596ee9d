using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>
/// The examples of an evaluation as sessions to be played: examples whose prefixes grow out of one another are one
/// session, whose click n is answered for the example with a prefix of n clicks.
/// </summary>
internal sealed class ExampleSessions
{
    private readonly List<ExampleSession> _sessions = [];

    public ExampleSessions(IReadOnlyList<EvaluationExample> examples)
    {
        foreach (var example in examples)
        {
            if (_sessions.Count == 0 || !_sessions[^1].TryAdd(example))
            {
                _sessions.Add(new ExampleSession($"e{_sessions.Count}", example));
            }
        }
    }

    public IReadOnlyList<ExampleSession> All => _sessions;

    public long Clicks => _sessions.Sum(session => (long)session.Clicks.Count);
}

/// <summary>One session to be played, with the examples that its clicks answer.</summary>
internal sealed class ExampleSession
{
    private readonly List<EvaluationExample> _examples = [];

    public ExampleSession(string userId, EvaluationExample first)
    {
        UserId = userId;
        Clicks = first.Prefix;
        _examples.Add(first);
    }

    /// <summary>The user under whom the session is played.</summary>
    public string UserId { get; }

    /// <summary>The longest prefix.</summary>
    public ArraySegment<HistoricClick> Clicks { get; private set; }

    /// <summary>The examples that the answer to the n-th click is for, n from 1.</summary>
    public IEnumerable<EvaluationExample> AnsweredBy(int n) => _examples.Where(example => example.Prefix.Count == n);

    /// <summary>Takes the example in, if it is of this session: the same user, one prefix the beginning of the other.</summary>
    public bool TryAdd(EvaluationExample example)
    {
        var (shorter, longer) = example.Prefix.Count <= Clicks.Count ? (example.Prefix, Clicks) : (Clicks, example.Prefix);
        var fits = string.Equals(example.UserId, _examples[0].UserId, StringComparison.Ordinal)
            && shorter.AsSpan().SequenceEqual(longer.AsSpan()[..shorter.Count]);
        if (fits)
        {
            Clicks = longer;
            _examples.Add(example);
        }

        return fits;
    }
}
