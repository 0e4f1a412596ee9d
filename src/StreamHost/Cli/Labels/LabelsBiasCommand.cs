using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamReco.Models.Lake;
using StreamReco.Models.Lake.Outcomes;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Labels;

/// <summary><c>labels bias</c>: how much the place of an item in an answer decides.</summary>
internal sealed class LabelsBiasCommand : CliCommand
{
    private readonly Option<string> _output = OutputOption.Of("A list of places.");

    public LabelsBiasCommand()
        : base("bias", "How often items are clicked by their place in the answer, and how much of that is the place itself, by items that stood in several.")
    {
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake());
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("Of a lake", "streamreco labels bias --lake lake")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var lake = LakeOpening.Open(context.LoadOptions(), context.Time);
        var figures = await Task.Run(() => Sum(lake, cancel), cancel);
        var output = context.Screen.Output;
        if (context.Value(_output) == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(figures, LabelsJson.Default.IReadOnlyListPositionFigure));
            return ExitCode.Ok;
        }

        output.WriteLine("place      shown   clicks    carts purchases     rate  of the first  first by same items");
        foreach (var one in figures)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Position,5} {one.Shown,10:N0} {one.Clicks,8:N0} {one.Carts,8:N0} {one.Purchases,9:N0} {one.Rate,8:0.0000} ")
                + $"{Text(one.OfFirst),13} {Text(one.SameItem),20}");
        }

        return ExitCode.Ok;
    }

    private static IReadOnlyList<PositionFigure> Sum(ClickLake lake, CancellationToken cancel)
    {
        var figures = new PositionFigures();
        foreach (var item in new OutcomeReading(lake).Items(cancel))
        {
            figures.Add(item);
        }

        return figures.Figures();
    }

    private static string Text(double figure) => double.IsNaN(figure) ? "-" : figure.ToString("0.00", CultureInfo.InvariantCulture);
}
