namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>What each rule did to one answer: a count by rule and effect. Reused by the next answer.</summary>
public sealed class RuleTrace(int rules)
{
    /// <summary>Number of <see cref="RuleEffect"/> values.</summary>
    public const int Effects = (int)RuleEffect.Broken + 1;

    private readonly int[] _counts = new int[rules * Effects];

    /// <summary>Whether any rule did anything.</summary>
    public bool IsEmpty { get; private set; } = true;

    public int this[int rule, RuleEffect effect] => _counts[(rule * Effects) + (int)effect];

    public void Add(int rule, RuleEffect effect, int items = 1)
    {
        _counts[(rule * Effects) + (int)effect] += items;
        IsEmpty = false;
    }

    public void Clear()
    {
        _counts.AsSpan().Clear();
        IsEmpty = true;
    }
}
