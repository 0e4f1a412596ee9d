using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Encoder;

/// <summary>From sessions to query vectors: the trainer's own forward pass. For one thread.</summary>
public sealed class SessionEncoder
{
    private readonly EncoderModel _model;
    private readonly IEncoderNetwork _network;
    private readonly PackedSessions _sessions = new();
    private readonly Matrix _inputs;
    private readonly Matrix _queries;

    internal SessionEncoder(EncoderModel model)
    {
        _model = model;
        _network = model.Settings.Network();
        (_inputs, _queries) = (new Matrix(model.Dimensions), new Matrix(model.Dimensions));
    }

    /// <summary>The query after the last click of a session, of length 1.</summary>
    /// <param name="rows">Item rows, oldest first; at least one. Only the newest L count.</param>
    /// <param name="timesMs">Their event times, as long; may be empty where the model knows no time gaps.</param>
    /// <param name="query">D values.</param>
    public void Encode(ReadOnlySpan<int> rows, ReadOnlySpan<long> timesMs, Span<float> query)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Length);
        _sessions.Clear();
        for (var at = Math.Max(0, rows.Length - _model.Settings.RecentItems); at < rows.Length; at++)
        {
            _sessions.Add(rows[at], -1, 0, timesMs.IsEmpty ? 0 : timesMs[at]);
        }

        _sessions.EndSession();
        EncodeAll(_sessions).Row(_sessions.Count - 1).CopyTo(query);
    }

    /// <summary>Queries of length 1 after every position; valid until the next call.</summary>
    internal Matrix EncodeAll(PackedSessions sessions)
    {
        _inputs.Resize(sessions.Count);
        for (var at = 0; at < sessions.Count; at++)
        {
            _model.VectorOf(sessions.Rows[at]).CopyTo(_inputs.Row(at));
        }

        _network.Forward(_model.Parameters, sessions, _inputs, _queries);
        for (var at = 0; at < sessions.Count; at++)
        {
            UnitRows.Normalize(_queries.Row(at), _queries.Row(at));
        }

        return _queries;
    }
}
