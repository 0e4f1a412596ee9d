namespace StreamReco.Models.Simulation;

/// <summary>The shop that is simulated; the same options give the same bytes.</summary>
public sealed record ShopSimulatorOptions
{
    /// <summary>The most visitors.</summary>
    public const int UsersMax = 10_000_000;

    /// <summary>The most items.</summary>
    public const int ItemsMax = 1_000_000;

    /// <summary>The largest share of broken records.</summary>
    public const double MalformedShareMax = 0.5;

    /// <summary>The largest share of repeated events.</summary>
    public const double DuplicateShareMax = 0.5;

    /// <summary>The largest share of late records.</summary>
    public const double LateShareMax = 0.25;

    public int Seed { get; init; } = 1;

    public int Users { get; init; } = 5_000;

    public int Items { get; init; } = 2_000;

    /// <summary>At most 60: the vocabulary has no more.</summary>
    public int Categories { get; init; } = 12;

    /// <summary>s of Zipf's law: the item of popularity rank r is begun with at a rate of 1/rˢ. Web shops lie near 1.</summary>
    public double ZipfExponent { get; init; } = 1.0;

    /// <summary>Share of the items that change places in the popularity ranking each day.</summary>
    public double DriftPerDay { get; init; } = 0.05;

    /// <summary>Events a day, on average; most in the afternoon, few at night.</summary>
    public double EventsPerDay { get; init; } = 100_000;

    /// <summary>How much the traffic falls at night and rises in the afternoon, a share of its mean; 0 is the same at every hour.</summary>
    public double DayRhythm { get; init; } = 0.7;

    /// <summary>When the stream begins, Unix milliseconds: Monday, 2025-01-06T00:00:00Z.</summary>
    public long StartMs { get; init; } = 1_736_121_600_000;

    /// <summary>Share of the records with broken content, the kinds in turn.</summary>
    public double MalformedShare { get; init; } = 0.005;

    /// <summary>Share of the records that repeat an event within seconds.</summary>
    public double DuplicateShare { get; init; } = 0.01;

    /// <summary>Share of the records that arrive late: half of them within the allowed lateness, half hours late.</summary>
    public double LateShare { get; init; } = 0.005;

    /// <summary>What the pipeline allows (its <c>Window:AllowedLatenessMs</c>), ms: the border between the two kinds of late.</summary>
    public long AllowedLatenessMs { get; init; } = 30 * 60_000;

    /// <exception cref="ArgumentException">A value out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Users is > 0 and <= UsersMax, nameof(Users), Users, "1 to 10,000,000");
        Require(Categories > 0 && Categories <= ShopVocabulary.CategoriesMax, nameof(Categories), Categories,
            $"1 to {ShopVocabulary.CategoriesMax}");
        Require(Items >= Categories && Items <= ItemsMax, nameof(Items), Items, "Categories to 1,000,000");
        Require(ZipfExponent is >= 0 and <= 3, nameof(ZipfExponent), ZipfExponent, "0 to 3");
        Require(DriftPerDay is >= 0 and <= 1, nameof(DriftPerDay), DriftPerDay, "0 to 1");
        Require(DayRhythm is >= 0 and < 1, nameof(DayRhythm), DayRhythm, "0 to below 1");
        Require(EventsPerDay is > 0 and <= 1e9, nameof(EventsPerDay), EventsPerDay, "above 0 to 1,000,000,000");
        Require(StartMs is >= 946_684_800_000 and <= 32_503_680_000_000, nameof(StartMs), StartMs, "the years 2000 to 2999");
        Require(MalformedShare is >= 0 and <= MalformedShareMax, nameof(MalformedShare), MalformedShare, "0 to 0.5");
        Require(DuplicateShare is >= 0 and <= DuplicateShareMax, nameof(DuplicateShare), DuplicateShare, "0 to 0.5");
        Require(LateShare is >= 0 and <= LateShareMax, nameof(LateShare), LateShare, "0 to 0.25");
        Require(AllowedLatenessMs is >= 0 and <= 7 * 86_400_000, nameof(AllowedLatenessMs), AllowedLatenessMs,
            "0 to a week");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.", name);
        }
    }
}
