using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Scoring;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Answers;

/// <summary>Answers queries by a two-stage model on this thread, stage by stage.</summary>
internal sealed class StackRounds : IDisposable
{
    private const int Explained = 20;

    private readonly TwoStageModel _stack;
    private readonly QuerySet _queries;
    private readonly TwoStageGraphs _graphs;
    private readonly IBatchScorer<EncoderRequest>? _encoder;
    private readonly IBatchScorer<RankRequest> _ranker;
    private readonly IReadOnlyList<ICandidateSource> _sources;
    private readonly CandidateBuilder _builder;
    private readonly CandidateReasons _reasons;
    private readonly ScoreTable _scores;
    private readonly EncoderRequest[] _encoded;
    private readonly RankRequest[] _ranked;

    public StackRounds(TwoStageModel stack, QuerySet queries, int callMax)
    {
        (_stack, _queries) = (stack, queries);
        _graphs = new TwoStageGraphs(stack, new OnnxScorerOptions { Provider = "cpu", BatchSizeMax = callMax, IntraOpThreads = 1 });
        _encoder = _graphs.OpenEncoder();
        _ranker = _graphs.OpenRanker();
        _sources = stack.Parts.Open();
        _builder = new CandidateBuilder(stack.Plan, _sources, stack.Parts.OpenStatistics(), stack.Vectors);
        _reasons = new CandidateReasons(stack);
        _scores = new ScoreTable(stack.ItemIds.Count);
        _encoded = stack.Encoder is { } encoder ? [.. Enumerable.Range(0, callMax).Select(_ => new EncoderRequest(encoder))] : [];
        _ranked = [.. Enumerable.Range(0, callMax).Select(_ => new RankRequest(_builder.Layout))];
    }

    /// <summary>Answers all queries in calls of <paramref name="call"/>, and takes in what each stage costs.</summary>
    public void Run(int call, AnswerCosts costs)
    {
        var (encoding, building, ranking) = (0d, 0d, 0d);
        for (var first = 0; first < _queries.Count; first += call)
        {
            var count = Math.Min(call, _queries.Count - first);
            var begun = ThreadClock.Micros();
            Encode(first, count);
            var encoded = ThreadClock.Micros();
            Build(first, count);
            var built = ThreadClock.Micros();
            _ranker.Score(new ArraySegment<RankRequest>(_ranked, 0, count));
            var ranked = ThreadClock.Micros();
            (encoding, building, ranking) = (encoding + encoded - begun, building + built - encoded, ranking + ranked - built);
        }

        costs.Take($"encoder, of {call}", encoding / _queries.Count);
        costs.Take($"candidates and features, of {call}", building / _queries.Count);
        costs.Take($"ranker, of {call}", ranking / _queries.Count);
        costs.Take($"all, of {call}", (encoding + building + ranking) / _queries.Count);
    }

    /// <summary>Asks each source alone, which is part of the candidates.</summary>
    public void RunSources(AnswerCosts costs)
    {
        foreach (var source in _sources)
        {
            var begun = ThreadClock.Micros();
            for (var query = 0; query < _queries.Count; query++)
            {
                source.Score(_queries[query], _scores);
                _scores.Clear();
            }

            costs.Take($"  source {source.Name}", (ThreadClock.Micros() - begun) / _queries.Count);
        }
    }

    /// <summary>The reasons of the first of each answer, which no other figure holds.</summary>
    public void RunReasons(AnswerCosts costs)
    {
        var (naming, explaining) = (0d, 0d);
        var order = new int[_builder.Layout.Candidates];
        Span<int> places = stackalloc int[3];
        for (var query = 0; query < _queries.Count; query++)
        {
            Answer(query);
            var request = _ranked[0];
            RankOrder.Write(request, order);
            for (var place = 0; place < Math.Min(Explained, request.Count); place++)
            {
                var begun = ThreadClock.Micros();
                var source = _reasons.MovedBy(request, order[place]);
                var named = ThreadClock.Micros();
                _reasons.Explain(source?.Name ?? "", _queries[query], request.Rows[order[place]], places);
                (naming, explaining) = (naming + named - begun, explaining + ThreadClock.Micros() - named);
            }
        }

        costs.Take("reasons: sources", naming / _queries.Count);
        costs.Take("reasons: clicks", explaining / _queries.Count);
    }

    /// <summary>Hashes of what each stage makes of all queries.</summary>
    public void TakePrints(AnswerCosts costs)
    {
        var (items, rows, features, order) = (new XxHash64(), new XxHash64(), new XxHash64(), new XxHash64());
        var places = new int[_builder.Layout.Candidates];
        for (var query = 0; query < _queries.Count; query++)
        {
            Answer(query);
            var request = _ranked[0];
            if (_encoder is not null)
            {
                items.Append(MemoryMarshal.AsBytes<int>(_encoded[0].BestRows));
                items.Append(MemoryMarshal.AsBytes<float>(_encoded[0].BestScores));
            }

            rows.Append(MemoryMarshal.AsBytes(request.Rows.AsSpan(0, request.Count)));
            features.Append(MemoryMarshal.AsBytes(request.Features.AsSpan(0, request.Count * request.Width)));
            RankOrder.Write(request, places);
            for (var place = 0; place < Math.Min(Explained, request.Count); place++)
            {
                order.Append(BitConverter.GetBytes(request.Rows[places[place]]));
            }
        }

        costs.Print("encoder's items and scores", Text(items));
        costs.Print("candidates", Text(rows));
        costs.Print("features", Text(features));
        costs.Print($"first {Explained}", Text(order));
    }

    public void Dispose()
    {
        _encoder?.Dispose();
        _ranker.Dispose();
        _graphs.Dispose();
    }

    private static string Text(XxHash64 hash) => $"{hash.GetCurrentHashAsUInt64():x16}";

    private void Answer(int query)
    {
        Encode(query, 1);
        Build(query, 1);
        _ranker.Score(new ArraySegment<RankRequest>(_ranked, 0, 1));
    }

    private void Encode(int first, int count)
    {
        for (var i = 0; _encoder is not null && i < count; i++)
        {
            _encoded[i].Fill(_queries[first + i]);
        }

        _encoder?.Score(new ArraySegment<EncoderRequest>(_encoded, 0, count));
    }

    private void Build(int first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _builder.Build(_queries[first + i], _encoder is null ? default : _encoded[i].Encoded, _ranked[i]);
        }
    }
}
