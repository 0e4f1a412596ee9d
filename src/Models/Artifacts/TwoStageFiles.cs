using System.Buffers;
using StreamReco.Models.Encoder;
using StreamReco.Models.Items;
using StreamReco.Models.Onnx;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Factorization;

namespace StreamReco.Models.Artifacts;

/// <summary>The files that a model with a stack has besides those of every model.</summary>
public static class TwoStageFiles
{
    /// <summary><see cref="TwoStageFile"/>.</summary>
    public const string Stack = "stack.json";

    /// <summary><see cref="SessionLogFile"/>.</summary>
    public const string Sessions = "sessions.bin";

    /// <summary><see cref="SlistFile"/>.</summary>
    public const string Slist = "slist.bin";

    /// <summary><see cref="EncoderModelFile"/>; absent in a stack without encoder.</summary>
    public const string Encoder = "encoder.bin";

    /// <summary>The encoder as a graph, with K = <see cref="TwoStageModel.EncoderCandidates"/>.</summary>
    public const string EncoderGraph = "encoder.onnx";

    /// <summary><see cref="RankerFile"/>.</summary>
    public const string Ranker = "ranker.bin";

    /// <summary>The ranker as a graph.</summary>
    public const string RankerGraph = "ranker.onnx";

    /// <summary><see cref="ContentFile"/>; absent where nothing is said of the items.</summary>
    public const string Content = "content.bin";

    /// <summary>The files of a stack, absent ones left out.</summary>
    /// <param name="isThere">Tells of a file that may be absent whether it is there.</param>
    internal static IReadOnlyList<string> Of(Func<string, bool> isThere) =>
    [
        .. isThere(Encoder) ? (string[])[Encoder, EncoderGraph] : [],
        .. isThere(Content) ? (string[])[Content] : [],
        Ranker, RankerGraph, Sessions, Slist, Stack,
    ];

    /// <summary>Adds the stack's files to those of its model.</summary>
    internal static void Add(TwoStageModel stack, SortedDictionary<string, ReadOnlyMemory<byte>> files)
    {
        files[Stack] = TwoStageFile.Write(stack);
        files[Sessions] = SessionLogFile.Write(stack.Parts.Log);
        files[Slist] = SlistFile.Write(stack.Parts.Slist);
        files[Ranker] = RankerFile.Write(stack.Ranker);
        files[RankerGraph] = stack.RankerGraph;
        if (stack.Parts.Content is { } content)
        {
            files[Content] = ContentFile.Write(content);
        }

        if (stack.Encoder is { } encoder)
        {
            var output = new ArrayBufferWriter<byte>();
            EncoderModelFile.Write(encoder, output);
            files[Encoder] = output.WrittenMemory;
            files[EncoderGraph] = stack.EncoderGraph;
        }
    }

    /// <summary>Reads the stack of a model.</summary>
    /// <param name="files">The files' bytes by name.</param>
    /// <param name="space">The model's vocabulary and user vectors.</param>
    /// <param name="selection">What the manifest says of how it was chosen.</param>
    /// <param name="part">Names the file in the message of what goes wrong in reading it.</param>
    /// <param name="progress">Receives how far the counting is.</param>
    internal static TwoStageModel Read(
        IReadOnlyDictionary<string, byte[]> files,
        ItemSpace space,
        TwoStageSelection? selection,
        PartReader part,
        IProgress<ModelLoadProgress>? progress)
    {
        var about = part.Read(Stack, () => TwoStageFile.Read(files[Stack]));
        var log = part.Read(Sessions, () => SessionLogFile.Read(files[Sessions]));
        var slist = part.Read(Slist, () => SlistFile.Read(files[Slist], about.Sources.Slist));
        var ranker = part.Read(Ranker, () => RankerFile.Read(files[Ranker]));
        var encoder = files.TryGetValue(Encoder, out var bytes) ? part.Read(Encoder, () => EncoderModelFile.Read(bytes)) : null;
        var content = files.TryGetValue(Content, out var said) ? part.Read(Content, () => ContentFile.Read(said)) : null;
        part.Read(Content, () => Checked(content is null || content.Neighbours.Items == space.Count, "is of other items"));
        part.Read(Sessions, () => Checked(log.Items == space.Count && slist.Items == space.Count, "is of other items"));
        part.Read(
            Ranker, () => Checked(ranker.Features == about.Plan.Layout().Features.Count, "is of other features"));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        var counting = progress is null ? null : new IndexLines(progress);
        var tastes = about.Plan.Sources.Any(source => source.Name == FactorizationSource.SourceName);
        var parts = RetrievalParts.Fit(log, about.Sources, slist, parallel, counting) with
        {
            Taste = tastes ? new FactorizationIndex(space) : null,
            Content = content,
        };
        return new TwoStageModel(space.Ids, about.Traits, about.Plan, parts, encoder, ranker, selection ?? TwoStageSelection.None)
        {
            RankerGraph = files[RankerGraph],
            EncoderGraph = encoder is null ? default : files[EncoderGraph],
        };
    }

    /// <summary>The graphs of a stack that has just been trained, the item vectors in eight bits (decision 0059).</summary>
    internal static TwoStageModel WithGraphs(TwoStageModel stack) => stack with
    {
        RankerGraph = RankerGraphWriter.Write(stack.Plan.Layout(), stack.Ranker),
        EncoderGraph = stack.Encoder is { } encoder
            ? EncoderGraphWriter.Write(encoder, EncoderRequest.CandidatesOf(encoder), ItemPrecision.Int8)
            : default,
    };

    private sealed class IndexLines(IProgress<ModelLoadProgress> progress) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => progress.Report(
            new ModelLoadProgress("the index is built", Math.Min(1d, (double)value.Done / Math.Max(value.Of, 1))));
    }

    private static bool Checked(bool holds, string problem) => holds ? true : throw new InvalidDataException(problem);
}
