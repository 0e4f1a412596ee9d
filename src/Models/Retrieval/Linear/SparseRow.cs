namespace StreamReco.Models.Retrieval.Linear;

/// <summary>Some cells of a row of a matrix, by rising column.</summary>
internal readonly record struct SparseRow(int[] Columns, float[] Values);
