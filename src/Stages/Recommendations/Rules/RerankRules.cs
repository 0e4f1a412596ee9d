namespace StreamReco.Stages.Recommendations.Rules;

/// <summary>
/// All rules in force, in the order of their file, those that always hold first: availability, seen and diversity are
/// there without a file, by the settings of <see cref="RerankOptions"/>, and a rule of the file takes their place.
/// Immutable, shared by all shards.
/// </summary>
public sealed class RerankRules
{
    /// <summary>Rules of one set: an item remembers those that it met as bits of one word.</summary>
    public const int RulesMax = 64;

    private const string AvailabilityName = "availability";
    private const string SeenName = "seen";
    private const string DiversityName = "diversity";

    private readonly RerankRule[] _rules;
    private readonly int[] _matched;

    /// <summary>The rules that hold for some segments only.</summary>
    private readonly ulong _bySegment;

    /// <summary>Those of them that hold in this set.</summary>
    private readonly ulong _held;

    /// <param name="options">The settings behind the rules that always hold.</param>
    /// <param name="rules">The rules of the file.</param>
    /// <param name="labelledMax">Pinned slots that one answer may have.</param>
    public RerankRules(RerankOptions options, IReadOnlyList<RerankRule> rules, int labelledMax)
        : this(options, rules, labelledMax, held: 0)
    {
    }

    private RerankRules(RerankOptions options, IReadOnlyList<RerankRule> rules, int labelledMax, ulong held)
    {
        RerankRule[] always =
        [
            new(AvailabilityName, RuleKind.Availability),
            new(SeenName, RuleKind.Seen) { Policy = options.Seen },
            new(DiversityName, RuleKind.Diversity) { Lambda = options.DiversityLambda },
        ];
        _rules = [.. always.Where(rule => rules.All(own => own.Kind != rule.Kind)), .. rules];
        LabelledMax = labelledMax;
        _held = held;
        for (var i = 0; i < _rules.Length; i++)
        {
            _bySegment |= _rules[i].Segments is null ? 0 : 1UL << i;
        }

        Availability = IndexOf(RuleKind.Availability);
        Seen = IndexOf(RuleKind.Seen);
        Diversity = IndexOf(RuleKind.Diversity);
        Bought = IndexOf(RuleKind.Bought);
        _matched = Indexes(rule => rule.IsMatched);
        Boosts = Indexes(rule => rule.Kind == RuleKind.Boost);
        Pins = Indexes(rule => rule.Kind == RuleKind.Pin);
        Limits = Indexes(rule => rule.Kind == RuleKind.Limit);
        BoostMask = MaskOf(RuleKind.Boost);
        BuryMask = MaskOf(RuleKind.Bury);
    }

    public int Count => _rules.Length;

    public RerankRule this[int index] => _rules[index];

    /// <summary>Pinned slots that one answer may have.</summary>
    public int LabelledMax { get; }

    /// <summary>Index of the rule, which is always there.</summary>
    public int Availability { get; }

    /// <inheritdoc cref="Availability"/>
    public int Seen { get; }

    /// <inheritdoc cref="Availability"/>
    public int Diversity { get; }

    /// <summary>Index of the rule, or -1.</summary>
    public int Bought { get; }

    /// <summary>Indexes of the rules of this kind.</summary>
    public IReadOnlyList<int> Boosts { get; }

    /// <inheritdoc cref="Boosts"/>
    public IReadOnlyList<int> Pins { get; }

    /// <inheritdoc cref="Boosts"/>
    public IReadOnlyList<int> Limits { get; }

    /// <summary>The bits of the boosting rules.</summary>
    public ulong BoostMask { get; }

    /// <summary>The bits of the burying rules.</summary>
    public ulong BuryMask { get; }

    /// <summary>The rules of the settings and of <see cref="RerankOptions.RulesFile"/>, where it names one.</summary>
    /// <exception cref="RerankRulesException">The file is missing, or a rule is wrong.</exception>
    public static RerankRules Open(RerankOptions options) =>
        options.RulesFile.Length == 0 ? new RerankRules(options, [], 0) : RerankRulesFile.Read(options);

    /// <summary>Whether a rule holds for some segments of users only.</summary>
    public bool KnowsSegments => _bySegment != 0;

    /// <summary>The bits of the rules that hold for a segment and not for everybody.</summary>
    /// <param name="segment">The user's; null for none.</param>
    public ulong HeldIn(int? segment)
    {
        var held = 0UL;
        for (var left = segment is null ? 0 : _bySegment; left != 0; left &= left - 1)
        {
            var index = System.Numerics.BitOperations.TrailingZeroCount(left);
            held |= _rules[index].Segments!.Contains(segment!.Value) ? 1UL << index : 0;
        }

        return held;
    }

    /// <summary>The same rules under the same indexes, of which those for segments hold that are given; without <see cref="HeldIn"/> none of them does.</summary>
    public RerankRules Holding(ulong held) => held == _held ? this : new RerankRules(new RerankOptions(), _rules, LabelledMax, held);

    /// <summary>The same without a rule of the file, to measure what the rule costs.</summary>
    public RerankRules Without(RerankOptions options, string name) =>
        new(options, [.. _rules.Where(rule => rule.Name != name)], LabelledMax);

    /// <summary>The same rules, mixed and raised otherwise.</summary>
    /// <param name="lambda">λ of the diversity rule; null leaves it as it is.</param>
    /// <param name="boostFactor">Factor on what boosting rules raise by.</param>
    public RerankRules With(double? lambda, double boostFactor) => new(
        new RerankOptions(),
        [
            .. _rules.Select(rule => rule.Kind switch
            {
                RuleKind.Diversity when lambda is { } other => rule with { Lambda = other },
                RuleKind.Boost => rule with { By = (float)(rule.By * boostFactor) },
                _ => rule,
            }),
        ],
        LabelledMax, _held);

    /// <summary>Whether one rule of the kind can hold at a time.</summary>
    internal static bool IsSingle(RuleKind kind) => kind < RuleKind.Boost;

    /// <summary>The kind of the rule that always holds under this name, or null.</summary>
    internal static RuleKind? KindOfReserved(string name) => name switch
    {
        AvailabilityName => RuleKind.Availability,
        SeenName => RuleKind.Seen,
        DiversityName => RuleKind.Diversity,
        _ => null,
    };

    /// <summary>Whether any rule has a <see cref="RerankRule.Match"/>.</summary>
    public bool SpeakOfItems => _matched.Length > 0;

    /// <summary>The bits of the rules whose <see cref="RerankRule.Match"/> an item fits.</summary>
    public ulong MatchesOf(string itemId, string? category, string? brand)
    {
        var bits = 0UL;
        foreach (var index in _matched)
        {
            bits |= _rules[index].Match!.Fits(itemId, category, brand) ? 1UL << index : 0;
        }

        return bits;
    }

    /// <summary>How far an item is raised: the sum over the boosting rules among <paramref name="matches"/>.</summary>
    public float BoostOf(ulong matches)
    {
        var sum = 0f;
        for (var i = 0; i < Boosts.Count && (matches & BoostMask) != 0; i++)
        {
            sum += (matches & (1UL << Boosts[i])) != 0 ? _rules[Boosts[i]].By : 0;
        }

        return sum;
    }

    private int IndexOf(RuleKind kind) => Array.FindIndex(_rules, rule => rule.Kind == kind);

    private int[] Indexes(Func<RerankRule, bool> fits) =>
        [.. Enumerable.Range(0, _rules.Length).Where(index => fits(_rules[index]) && (_bySegment & ~_held & (1UL << index)) == 0)];

    private ulong MaskOf(RuleKind kind) =>
        Indexes(rule => rule.Kind == kind).Aggregate(0UL, (mask, index) => mask | (1UL << index));
}
