using System.CommandLine;
using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Encoder;
using StreamReco.Models.Onnx;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Benchmarks.Scoring;

/// <summary>Command <c>compress</c>.</summary>
internal sealed class CompressCommand : Command
{
    private const int Queries = 4_000;
    private const int Rounds = 8;

    private readonly Option<FileInfo> _sessions = new("--sessions")
    {
        Description = "Training sessions, one a line; the last tenth is held out and judges.",
        Required = true,
    };

    private readonly Option<int> _epochs = new("--epochs")
    {
        Description = "Epochs of the encoder that is compressed.",
        DefaultValueFactory = _ => 3,
    };

    public CompressCommand()
        : base(
            "compress",
            """
            A session encoder's graph with its item vectors in 32-bit floats, 16-bit floats and 8-bit integers: bytes,
            memory, time of a query alone and in a batch on one thread, HR@20 and MRR@20 on held-out sessions. Rounds in turn, the best of each.

            Example:
              compress --sessions diginetica/train_sessions.txt
            """)
    {
        Add(_sessions);
        Add(_epochs);
        SetAction((parse, cancel) => Task.FromResult(
            Run(parse.GetValue(_sessions)!.FullName, parse.GetValue(_epochs), cancel)));
    }

    private static int Run(string path, int epochs, CancellationToken cancel)
    {
        var data = ClickFileReader.Read(path, ClickFileFormat.SessionLines, ct: cancel);
        string[] ids = [.. data.Clicks.Select(click => click.ItemId).Distinct(StringComparer.Ordinal)];
        var all = EncoderSequences.Of(SessionLog.Of(data, ids, SessionUnit.Session));
        var held = all.Count / 10;
        var (train, test) = (all.Between(0, all.Count - held), all.Between(all.Count - held, all.Count));
        Console.WriteLine($"{ids.Length} items, {train.Count} sessions to train on, {test.Count} to judge by");
        var training = new EncoderTrainer(TimeProvider.System).Train(
            train, new EncoderSettings { Epochs = epochs }, progress: new Printer(), cancellationToken: cancel);
        Compare(training.Model, test);
        return 0;
    }

    private static void Compare(EncoderModel model, EncoderSequences test)
    {
        // All stay loaded, the smallest first, so that none is given much memory of another; times are taken in turn.
        CompressedGraph[] graphs =
            [.. Enum.GetValues<ItemPrecision>().OrderDescending().Select(one => new CompressedGraph(model, one))];
        var alone = graphs.Select(_ => new List<double>()).ToArray();
        var together = graphs.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < graphs.Length; i++)
            {
                alone[i].Add(graphs[i].MicrosecondsPerQuery(batch: 1, calls: 100));
                together[i].Add(graphs[i].MicrosecondsPerQuery(batch: 32, calls: 10));
            }
        }

        Console.WriteLine("precision   graph MB   memory MB   us alone   us of 32    HR@20   MRR@20");
        for (var i = 0; i < graphs.Length; i++)
        {
            using var graph = graphs[i];
            var figures = graph.Judge(test, Queries);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{graph.Precision,-9} {graph.Bytes / 1e6,10:F1} {graph.MemoryBytes / 1e6,11:F1} {alone[i].Min(),10:F0}"
                + $" {together[i].Min(),10:F0} {figures.HitRate,8:F4} {figures.ReciprocalRank,8:F4}"));
        }
    }

    private sealed class Printer : IProgress<EncoderProgress>
    {
        private int _epoch;

        public void Report(EncoderProgress value)
        {
            if (value.Done == value.Of && value.Epoch > _epoch)
            {
                _epoch = value.Epoch;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"epoch {value.Epoch}/{value.Epochs}, loss {value.Loss:F4}, left {value.Remaining?.TotalSeconds:F0} s"));
            }
        }
    }
}
