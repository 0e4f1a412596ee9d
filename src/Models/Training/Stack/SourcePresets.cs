using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Linear;
using StreamReco.Models.Retrieval.Neighbours;
using StreamReco.Models.Retrieval.Pairs;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// Settings that are tried on every data set: those that proved good on public data of three kinds, and steps away from
/// the best of them.
/// </summary>
internal static class SourcePresets
{
    /// <summary>Below one repeat at once in fifty the current item is no candidate of the neighbours.</summary>
    private const double ImmediateRepeatsMin = 0.02;

    /// <summary>The settings that find most on the validation part.</summary>
    public static SourceSettings Choose(
        DataTraits traits, TrainingSplit split, SettingsChooser chooser, ParallelOptions parallel)
    {
        var knn = chooser.Best("knn", Neighbours(traits), settings => Knn(split.Earlier, settings));
        knn = chooser.Best("knn, nearby", Nearby(knn), settings => Knn(split.Earlier, settings));
        var (pairs, rules) = chooser.Best(
            "rules", Rules(), settings => Rules(split.Earlier, settings.Pairs, settings.Rules, parallel));
        var slist = chooser.Best("slist", Linear(), settings => Linear(split.Earlier, settings, parallel));
        return new SourceSettings
        {
            Unit = traits.Histories ? SessionUnit.User : SessionUnit.Session,
            Knn = knn,
            Pairs = pairs,
            Rules = rules,
            Slist = slist,
        };
    }

    /// <summary>Settings that were given from outside.</summary>
    public static SourceSettings Given(SourceSettings given, DataTraits traits, SettingsChooser chooser)
    {
        chooser.Choices.Add(new SourceChoice(
            "sources", "given", "a search found them", new Dictionary<string, double>(StringComparer.Ordinal)));
        return given with { Unit = traits.Histories ? SessionUnit.User : SessionUnit.Session };
    }

    /// <summary>Fits one part by its name.</summary>
    public static Func<ICandidateSource> Fit(
        string part, SessionLog log, SourceSettings settings, ParallelOptions parallel) => part switch
        {
            TunePart.Knn => Knn(log, settings.Knn),
            TunePart.Rules => Rules(log, settings.Pairs, settings.Rules, parallel),
            _ => Linear(log, settings.Slist, parallel),
        };

    private static (string, SessionKnnSettings)[] Neighbours(DataTraits traits)
    {
        var excludes = traits.ImmediateRepeats < ImmediateRepeatsMin;
        return
        [
            ("sessions", new SessionKnnSettings { ExcludesCurrent = excludes }),
            ("timed sessions", SessionKnnSettings.Timed with { ExcludesCurrent = excludes }),
            ("histories", SessionKnnSettings.Histories with { ExcludesCurrent = excludes }),
        ];
    }

    private static (string, SessionKnnSettings)[] Nearby(SessionKnnSettings start) =>
    [
        ("as they are", start),
        ("rare items count more", start with { IdfWeight = start.IdfWeight * 2 + 0.3f }),
        ("rare items count less", start with { IdfWeight = start.IdfWeight / 3 }),
        ("long sessions count less", start with { LengthPower = start.LengthPower + 0.2f }),
        ("long sessions count more", start with { LengthPower = Math.Max(0, start.LengthPower - 0.2f) }),
        ("new sessions count more", start with { AgeShare = 0.55 }),
        ("age does not count", start with { AgeShare = 0, AgeDays = 0 }),
        ("the end of the session counts more", start with { PositionDecay = start.PositionDecay / 2 }),
        ("the beginning counts more", start with { PositionDecay = start.PositionDecay * 2 }),
    ];

    private static (string, (PairSettings Pairs, RulesSettings Rules))[] Rules() =>
    [
        ("sessions", (SourceSettings.Sessions.Pairs, new RulesSettings())),
        ("sessions of any age", (new PairSettings(), new RulesSettings())),
        ("histories", (PairSettings.Histories, RulesSettings.Histories)),
    ];

    private static (string, SlistSettings)[] Linear() =>
    [
        ("sessions", new SlistSettings()),
        ("sessions of any age", new SlistSettings { AgeShare = 0 }),
        ("histories", SlistSettings.Histories),
    ];

    private static Func<ICandidateSource> Linear(SessionLog log, SlistSettings settings, ParallelOptions parallel)
    {
        var model = SlistModel.Fit(log, settings, parallel);
        return () => new SlistSource(model);
    }

    private static Func<ICandidateSource> Knn(SessionLog log, SessionKnnSettings settings)
    {
        var index = SessionKnnIndex.Fit(log, settings);
        return () => new SessionKnnSource(index);
    }

    private static Func<ICandidateSource> Rules(
        SessionLog log, PairSettings pairs, RulesSettings rules, ParallelOptions parallel)
    {
        var table = PairTable.Fit(log, pairs, parallel, null);
        return () => new RulesSource(table, rules);
    }
}
