using System.CommandLine;
using Spectre.Console;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Search;

namespace StreamReco.StreamHost.Cli.Search;

/// <summary><c>search</c>: products for a query, as a node answers them.</summary>
internal sealed class SearchCommand : RemoteCommand<SearchAnswerBody>
{
    private readonly Argument<string> _query = new("QUERY") { Description = "What is searched for." };

    private readonly Option<string> _user = new("--user")
    {
        Description = "Who searches: the order then takes the user's history into account.",
        HelpName = "ID",
    };

    private readonly Option<int> _most = new Option<int>("-n")
    {
        Description = "Items wanted, 1 to 100.",
        HelpName = "ITEMS",
        DefaultValueFactory = _ => 20,
    }.Between(1, SearchReader.SizeMax);

    private readonly Option<string[]> _filters = new("--filter")
    {
        Description = "FIELD:VALUE, several times: brand:Acme, category:TVs, attributes.colour:red, price:10..50, available:true.",
        HelpName = "FIELD:VALUE",
    };

    private readonly Option<string> _facets = new("--facets")
    {
        Description = "Fields whose values are counted, commas between: brand, category, attributes.NAME.",
        HelpName = "FIELDS",
    };

    private readonly Option<string> _sort = new("--sort")
    {
        Description = "relevance (default), price_asc, price_desc, name.",
        HelpName = "ORDER",
    };

    public SearchCommand()
        : base("search", "Search products at a running node: items, why each is where it is, and what was made of the query.")
    {
        Add(_query);
        Add(_user);
        Add(_most);
        Add(_filters);
        Add(_facets);
        Add(_sort);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("The first items", "streamreco search cable --node http://127.0.0.1:8095"),
        new("For a user, of one brand", "streamreco search laptop --user u42 --filter brand:Acme --facets category"),
        new("For programs", "streamreco search laptop -n 5 --output json"),
    ];

    protected override Task<SearchAnswerBody> QueryAsync(CommandContext context, AdminClient node, CancellationToken cancel)
    {
        var parts = new List<string> { $"q={Uri.EscapeDataString(context.Parse.GetValue(_query)!)}", $"n={context.Value(_most)}" };
        parts.AddRange((context.Value(_filters) ?? []).Select(filter => $"filters={Uri.EscapeDataString(filter)}"));
        foreach (var (name, value) in new[] { ("user", context.Value(_user)), ("facets", context.Value(_facets)), ("sort", context.Value(_sort)) })
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return node.GetAsync<SearchAnswerBody>($"/v1/search?{string.Join('&', parts)}", cancel);
    }

    protected override void Write(SearchAnswerBody answer, IAnsiConsole console)
    {
        console.WriteLine($"{answer.Total:N0} items for '{answer.Query}', search {answer.SearchId} by {answer.Ranker} at {answer.ServedBy}");
        foreach (var step in answer.Rewrites)
        {
            console.WriteLine($"{step.Kind}: {(step.From.Length > 0 ? $"{step.From} -> " : "")}{step.To}");
        }

        if (answer.Fallback is { } tier)
        {
            console.WriteLine($"no item as typed: {tier}");
        }

        foreach (var rule in answer.Rules ?? [])
        {
            console.WriteLine(rule.Items > 0 ? $"rule {rule.Rule}: {rule.Effect}, {rule.Items:N0} items" : $"rule {rule.Rule}: {rule.Effect}");
        }

        if (answer.Redirect is { } page)
        {
            console.WriteLine($"go to {page}");
        }

        WriteItems(answer, console);
        foreach (var (field, values) in answer.Facets)
        {
            console.WriteLine($"{field}: {string.Join(", ", values.Select(value => $"{value.Value} ({value.Count:N0})"))}");
        }
    }

    private static void WriteItems(SearchAnswerBody answer, IAnsiConsole console)
    {
        var table = Cells.Table(">", "item", "name", "brand", ">price", ">score", "because of");
        foreach (var item in answer.Items)
        {
            table.AddRow(
                $"{item.Position}", Cells.Text(item.ItemId), Cells.Text(item.Name), Cells.Text(item.Brand),
                item.Price is { } price ? $"{price:0.00}" : "-", $"{item.Score:0.000}",
                Cells.Text(BecauseOf(item)));
        }

        console.Write(table);
    }

    /// <summary>A pinned item stands where it stands because of its rule.</summary>
    private static string BecauseOf(FoundItemBody item) => string.Join(
        ", ", (item.Label is { } label ? [label] : Array.Empty<string>())
            .Concat((item.Rules ?? []).Select(rule => $"rule {rule}"))
            .Concat(item.Reasons.Take(3).Select(part => $"{part.Reason} {part.Share:+0.00;-0.00}")));
}
