using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using StreamReco.Models.Encoder;
using StreamReco.Models.Files;

namespace StreamReco.Models.Training.Encoder;

/// <summary>
/// The state of a training in a file of this machine's byte order, written beside it and renamed, so that a kill leaves
/// the one before. Only the same sequences and settings go on from it. Not a durable format: a model is.
/// </summary>
internal sealed class EncoderCheckpoint(string path, EncoderSequences sequences, EncoderSettings settings)
{
    private const uint Magic = 0x43455253; // SREC
    private const int Version = 1;

    private readonly ulong _identity = IdentityOf(sequences, settings);

    public void Save(EncoderState state) => WholeFile.Write(path, stream => Write(stream, state));

    /// <summary>Takes the state over if there is a checkpoint.</summary>
    /// <exception cref="InvalidDataException">It is damaged or of another training.</exception>
    public void Restore(EncoderState state)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        try
        {
            Read(file, state);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"The checkpoint '{path}' ends early: delete it to train anew.", e);
        }
    }

    private void Read(BinaryReader file, EncoderState state)
    {
        if (file.ReadUInt32() != Magic || file.ReadInt32() != Version || file.ReadUInt64() != _identity)
        {
            throw new InvalidDataException(
                $"The checkpoint '{path}' is of other sequences, settings or another version: delete it to train anew.");
        }

        state.Epoch = file.ReadInt32();
        state.Loss = file.ReadDouble();
        state.Weights.Step = file.ReadInt64();
        var figures = ReadFigures(file);
        state.Figures = double.IsNaN(figures.HitRate) ? null : figures;
        state.BestEpoch = file.ReadInt32();
        state.BestLoss = file.ReadDouble();
        state.BestFigures = ReadFigures(file);
        if (state.BestEpoch > 0)
        {
            state.BestItemVectors = new float[state.Weights.ItemVectors.Length];
            state.BestParameters = new float[state.Weights.Parameters.Length];
        }

        foreach (var values in ArraysOf(state))
        {
            file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        state.Weights.NormalizeAll();
    }

    private void Write(Stream stream, EncoderState state)
    {
        using var file = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        file.Write(Magic);
        file.Write(Version);
        file.Write(_identity);
        file.Write(state.Epoch);
        file.Write(state.Loss);
        file.Write(state.Weights.Step);
        Write(file, state.Figures ?? new EncoderFigures(double.NaN, double.NaN));
        file.Write(state.BestEpoch);
        file.Write(state.BestLoss);
        Write(file, state.BestFigures);
        foreach (var values in ArraysOf(state))
        {
            file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    private static float[][] ArraysOf(EncoderState state) =>
    [
        state.Weights.ItemVectors,
        state.Weights.ItemMoments.Means,
        state.Weights.ItemMoments.Squares,
        state.Weights.Parameters,
        state.Weights.ParameterMoments.Means,
        state.Weights.ParameterMoments.Squares,
        state.BestItemVectors,
        state.BestParameters,
    ];

    private static void Write(BinaryWriter file, EncoderFigures figures)
    {
        file.Write(figures.HitRate);
        file.Write(figures.ReciprocalRank);
    }

    private static EncoderFigures ReadFigures(BinaryReader file) => new(file.ReadDouble(), file.ReadDouble());

    private static ulong IdentityOf(EncoderSequences sequences, EncoderSettings settings)
    {
        var hash = new XxHash3();
        hash.Append(Encoding.UTF8.GetBytes((settings with { Threads = 0 }).ToString()));
        Span<byte> items = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(items, sequences.Items);
        hash.Append(items);
        hash.Append(MemoryMarshal.AsBytes(sequences.Starts.Span));
        hash.Append(MemoryMarshal.AsBytes(sequences.Rows.Span));
        hash.Append(MemoryMarshal.AsBytes(sequences.TimesMs.Span));
        return hash.GetCurrentHashAsUInt64();
    }
}
