namespace StreamReco.Models.Experiments.Assignment;

/// <summary>What an arm changes of re-ranking, or of search; what is null stays as the settings of the node have it.</summary>
public sealed record ArmSettings
{
    /// <summary>The largest <see cref="BoostFactor"/>.</summary>
    public const double BoostFactorMax = 10;

    /// <summary>λ of maximal marginal relevance, 0 to 1, in place of <c>Rerank:DiversityLambda</c> and of a rule of the shop's file.</summary>
    public double? DiversityLambda { get; init; }

    /// <summary>Factor on what the boosting rules of the shop's file raise by, 0 to <see cref="BoostFactorMax"/>; 0 takes them away.</summary>
    public double? BoostFactor { get; init; }

    /// <summary>Whether items that the model does not know may have places, in place of <c>Rerank:Fresh</c>.</summary>
    public bool? Fresh { get; init; }

    /// <summary>A place of each list that tries items which the ranking leaves out; null for none.</summary>
    public SlotExploration? Explore { get; init; }

    /// <summary>Of search: whether the rules of <c>Search:RulesFile</c> hold.</summary>
    public bool? SearchRules { get; init; }

    /// <summary>Of search: whether what is known of the user counts.</summary>
    public bool? SearchPersonal { get; init; }

    /// <summary>Of search: whether clicks on earlier searches for the same words count.</summary>
    public bool? SearchClicks { get; init; }

    /// <summary>Of search: whether the ranker of the model ranks, where it has one; the fixed mix does if not.</summary>
    public bool? SearchRanker { get; init; }

    /// <summary>Whether anything of recommendations is changed. A method: a property would be taken as a field of a definition, ignored or not.</summary>
    public bool ChangesRecommendations() => (DiversityLambda, BoostFactor, Fresh, Explore) is not (null, null, null, null);

    /// <summary>Whether anything of search is changed.</summary>
    public bool ChangesSearch() => (SearchRules, SearchPersonal, SearchClicks, SearchRanker) is not (null, null, null, null);

    /// <summary>Faults of the settings, one sentence each.</summary>
    /// <param name="arm">Names the arm.</param>
    public IEnumerable<string> Faults(string arm)
    {
        if (DiversityLambda is not (null or (>= 0 and <= 1)))
        {
            yield return $"{arm}: diversity_lambda is {DiversityLambda}; it is to lie between 0 and 1.";
        }

        if (BoostFactor is not (null or (>= 0 and <= BoostFactorMax)))
        {
            yield return $"{arm}: boost_factor is {BoostFactor}; it is to lie between 0 and {BoostFactorMax}.";
        }

        foreach (var fault in Explore?.Faults(arm) ?? [])
        {
            yield return fault;
        }
    }

    /// <summary>These settings where they say something, and the others where they do not.</summary>
    public ArmSettings Over(ArmSettings? others) => others is null ? this : new ArmSettings
    {
        DiversityLambda = DiversityLambda ?? others.DiversityLambda,
        BoostFactor = BoostFactor ?? others.BoostFactor,
        Fresh = Fresh ?? others.Fresh,
        Explore = Explore ?? others.Explore,
        SearchRules = SearchRules ?? others.SearchRules,
        SearchPersonal = SearchPersonal ?? others.SearchPersonal,
        SearchClicks = SearchClicks ?? others.SearchClicks,
        SearchRanker = SearchRanker ?? others.SearchRanker,
    };
}
