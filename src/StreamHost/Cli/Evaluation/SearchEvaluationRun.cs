using System.Globalization;
using StreamReco.Models.Content;
using StreamReco.Models.Data;
using StreamReco.Models.Items;
using StreamReco.Models.Search.Evaluation;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.Models.Search.Ranking;
using StreamReco.Models.Search.Rules;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary><c>evaluate --protocol search</c>: judges product search by rated queries, and by planted ones on request.</summary>
/// <param name="context">The command.</param>
/// <param name="options">The options of the protocol.</param>
/// <param name="itemsFile">The catalog.</param>
/// <param name="rulesFile">Rules whose cost is judged; null for none.</param>
/// <param name="reportFile">Where the report goes; null for nowhere.</param>
internal sealed class SearchEvaluationRun(
    CommandContext context, SearchOptionSet options, string itemsFile, string? rulesFile, string? reportFile)
{
    private const int Seed = 1;

    private const int ClickSessions = 300_000;
    private const int PersonSessions = 300_000;
    private const int PersonExamples = 50_000;
    private const int CjkItems = 5_000;

    private readonly SearchReport _report = new(context.Screen);

    /// <summary>Runs the protocols and writes the report.</summary>
    public int Run(CancellationToken cancel)
    {
        var queries = JudgedQueries.Read(options.Ratings(context.Parse)!);
        var typos = options.Typos(context.Parse) is { } file ? JudgedQueries.ReadTypos(file) : [];
        var synonyms = SynonymsOf(options.Synonyms(context.Parse));
        var (clicks, persons, cjk) = options.Planted(context.Parse);
        var rules = RulesOf(rulesFile);
        var (items, skipped) = CatalogFile.Read(itemsFile, cancel);
        context.Screen.Output.WriteLine(
            $"items   {items.Count:N0} from {Path.GetFileName(itemsFile)}; {queries.Count:N0} queries with {queries.Sum(query => query.Ratings.Count):N0} ratings");
        foreach (var (reason, count) in skipped)
        {
            context.Screen.Error.WriteLine($"skipped {count:N0} of {Path.GetFileName(itemsFile)}: {reason}");
        }

        var index = IndexOf(items, cancel);
        var evaluator = new JudgedEvaluator(index, queries, new SearchOptions(), synonyms);
        Judge(evaluator, cancel);
        if (rules.Count > 0)
        {
            JudgeRules(evaluator, items, rules);
        }

        if (typos.Count > 0)
        {
            JudgeTypos(evaluator, queries, typos);
        }

        if (clicks)
        {
            PlantClicks(items, queries, cancel);
        }

        if (persons)
        {
            PlantPersons(index, items, queries, cancel);
        }

        if (cjk)
        {
            _report.Add("cjk recall@10", KnownItems.Recall(CjkItems, Seed, cancel));
        }

        _report.Write(reportFile);
        return ExitCode.Ok;
    }

    private static SearchIndex IndexOf(IReadOnlyList<CatalogItem> items, CancellationToken cancel)
    {
        var parallel = new ParallelOptions { CancellationToken = cancel };
        var ids = items.Select(item => item.ItemId).Order(StringComparer.Ordinal).ToArray();
        var index = new SearchIndex(encoder: ContentSpace.Fit(ids, items, parallel)?.Encoder);
        foreach (var item in items)
        {
            index.Upsert(item);
        }

        index.Publish();
        return index;
    }

    private void Judge(JudgedEvaluator evaluator, CancellationToken cancel)
    {
        var text = evaluator.Text();
        _report.Add("bm25f", text);
        var mixed = evaluator.Fixed();
        _report.Add("fixed", mixed);
        var learned = evaluator.Learned(Seed, cancel);
        _report.Add("learned", learned);
        _report.Add("fixed-bm25f", PairedBootstrap.Of(mixed.NdcgByQuery, text.NdcgByQuery, Seed));
        _report.Add("learned-bm25f", PairedBootstrap.Of(learned.NdcgByQuery, text.NdcgByQuery, Seed));
        _report.Add("learned-fixed", PairedBootstrap.Of(learned.NdcgByQuery, mixed.NdcgByQuery, Seed));
    }

    /// <summary>What rules cost: all of them, then without each. What a query gains without a rule is the rule's cost.</summary>
    private void JudgeRules(JudgedEvaluator evaluator, IReadOnlyList<CatalogItem> items, SearchRules rules)
    {
        var byId = items.ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        var all = evaluator.Ruled(rules, byId.GetValueOrDefault);
        _report.Add("rules", all);
        _report.Add("rules-fixed", PairedBootstrap.Of(all.NdcgByQuery, evaluator.Fixed().NdcgByQuery, Seed));
        foreach (var name in rules.Names)
        {
            var without = evaluator.Ruled(rules.Without(name), byId.GetValueOrDefault);
            _report.Add($"cost of {name}", PairedBootstrap.Of(without.NdcgByQuery, all.NdcgByQuery, Seed));
        }
    }

    /// <summary>A query with several errors in the file is judged by the first.</summary>
    private void JudgeTypos(
        JudgedEvaluator evaluator, IReadOnlyList<JudgedQuery> queries, IReadOnlyList<(string Typo, string Query)> typos)
    {
        var texts = queries
            .Select(query => typos.FirstOrDefault(typo => typo.Query == query.Query).Typo).ToArray();
        var judged = texts.Count(text => text is not null);
        if (judged == 0)
        {
            throw new UserErrorException("No query of --typos is a query of --ratings: give files that belong together.");
        }

        var mistyped = evaluator.Asked(texts);
        _report.Add("typo", Only(mistyped, texts));
        _report.Add("typo-clean", Only(evaluator.Asked([.. queries.Select((query, i) => texts[i] is null ? null : query.Query)]), texts));
        _report.Add("typo-untolerant", Only(evaluator.AskedUntolerant(texts), texts));
        var (on, off) = (evaluator.Fixed(), evaluator.AskedUntolerant([.. queries.Select(query => query.Query)]));
        _report.Add("tolerance-on-clean-queries", PairedBootstrap.Of(on.NdcgByQuery, off.NdcgByQuery, Seed));
    }

    /// <summary>The lists that are shown are those of BM25 on the name alone: a ranker that leaves something to learn.</summary>
    private void PlantClicks(IReadOnlyList<CatalogItem> items, IReadOnlyList<JudgedQuery> queries, CancellationToken cancel)
    {
        var names = new SearchIndex(new SearchSettings { Weights = [1, 0, 0, 0, 0, 0] });
        foreach (var item in items)
        {
            names.Upsert(item);
        }

        names.Publish();
        var search = new ProductSearch(names, SearchRanker.TextOnly, new SearchOptions { Spelling = false });
        var result = new PlantedClicks(search, queries, Seed).Run(ClickSessions, cancel);
        _report.Add("planted-clicks", new Dictionary<string, double>
        {
            ["shown"] = result.Shown,
            ["raw"] = result.Raw,
            ["corrected"] = result.Corrected,
            ["bound"] = result.Bound,
            ["propensity error"] = result.PropensityError,
            ["followed within"] = result.FollowedWithin,
        });
        _report.Add("propensities", result.Propensities.Select((value, i) => ($"{i + 1}", value))
            .ToDictionary(pair => pair.Item1, pair => pair.value));
    }

    private void PlantPersons(
        SearchIndex index, IReadOnlyList<CatalogItem> items, IReadOnlyList<JudgedQuery> queries, CancellationToken cancel)
    {
        var byId = items.ToDictionary(item => item.ItemId, StringComparer.Ordinal);
        var result = new PlantedPersons(index, byId, queries, Seed).Run(PersonSessions, PersonExamples, cancel);
        _report.Add("planted-persons", new Dictionary<string, double>
        {
            ["sensitive"] = result.SensitiveBase,
            ["personal"] = result.SensitivePersonal,
            ["bound for nobody"] = result.SensitiveBound,
            ["gain share"] = result.GainShare,
            ["neutral"] = result.NeutralBase,
            ["neutral personal"] = result.NeutralPersonal,
            ["neutral loss"] = result.NeutralLoss,
        });
    }

    private static SearchFigures Only(SearchFigures figures, string?[] texts) =>
        new([.. figures.Queries.Where((_, i) => texts[i] is not null)]);

    private static SearchRules RulesOf(string? file)
    {
        try
        {
            return file is null ? SearchRules.None : SearchRulesFile.Read(file);
        }
        catch (SearchRulesException e)
        {
            throw new UserErrorException($"--rules: {e.Message}");
        }
    }

    private static Synonyms SynonymsOf(string? file)
    {
        if (file is null)
        {
            return Synonyms.None;
        }

        try
        {
            return Synonyms.Parse(File.ReadLines(file));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"--synonyms is '{file}': {e.Message}"));
        }
    }
}
