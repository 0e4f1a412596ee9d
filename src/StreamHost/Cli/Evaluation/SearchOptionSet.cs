using System.CommandLine;
using System.CommandLine.Parsing;
using StreamReco.StreamHost.Cli.Common;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>The options of <c>evaluate --protocol search</c>.</summary>
internal sealed class SearchOptionSet
{
    /// <summary>The name of the protocol.</summary>
    public const string Protocol = "search";

    private readonly Option<string> _ratings = new InputFileOption("--ratings")
    {
        Description = "search: judgments as CSV with the header query,docid,rating (0 wrong to 3 right).",
        HelpName = "FILE",
    };

    private readonly Option<string> _typos = new InputFileOption("--typos")
    {
        Description = "search: mistyped queries as CSV with the header typo,query; judged by the ratings of the query.",
        HelpName = "FILE",
    };

    private readonly Option<string> _synonyms = new InputFileOption("--synonyms")
    {
        Description = "search: phrases that stand for one another, a line each: 'laptop, notebook' or 'ipod => mp3 player'.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _plantedClicks = new("--planted-clicks")
    {
        Description =
            "search: also simulate searches with position bias over the ratings, learn from the clicks, and judge the order "
            + "by raw click rates and by corrected ones, the propensities, and a change at half time.",
    };

    private readonly Option<bool> _plantedPersons = new("--planted-persons")
    {
        Description = "search: also simulate persons with tastes, and judge what personal ranking wins and loses.",
    };

    private readonly Option<bool> _cjk = new("--cjk")
    {
        Description = "search: also judge known-item searches over made-up Chinese, Japanese and Korean names.",
    };

    /// <summary>File of the judgments.</summary>
    public string? Ratings(ParseResult parse) => parse.GetValue(_ratings);

    /// <summary>File of the mistyped queries; null for none.</summary>
    public string? Typos(ParseResult parse) => parse.GetValue(_typos);

    /// <summary>File of the synonyms; null for none.</summary>
    public string? Synonyms(ParseResult parse) => parse.GetValue(_synonyms);

    /// <summary>The protocols that are run besides the judged one.</summary>
    public (bool Clicks, bool Persons, bool Cjk) Planted(ParseResult parse) =>
        (parse.GetValue(_plantedClicks), parse.GetValue(_plantedPersons), parse.GetValue(_cjk));

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_ratings, _typos, _synonyms, _plantedClicks, _plantedPersons, _cjk])
        {
            command.Add(option);
        }
    }

    /// <summary>Refuses the options of other protocols, and a search without its files.</summary>
    public void Check(CommandResult result, Option items)
    {
        if (result.GetResult(_ratings) is null)
        {
            result.AddError($"--protocol {Protocol} needs {_ratings.Name} FILE.");
        }

        if (result.GetResult(items) is null)
        {
            result.AddError($"--protocol {Protocol} needs {items.Name} FILE.");
        }
    }

    /// <summary>Refuses the options of search elsewhere.</summary>
    public void CheckAbsent(CommandResult result)
    {
        foreach (var option in (Option[])[_ratings, _typos, _synonyms, _plantedClicks, _plantedPersons, _cjk])
        {
            if (result.GetResult(option) is { Implicit: false })
            {
                result.AddError($"{option.Name} is an option of --protocol {Protocol}.");
            }
        }
    }
}
