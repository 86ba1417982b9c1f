import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.*;
import org.apache.lucene.queries.spans.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.Version;

/**
 * Lucene's Monitor under the work of our matching benchmark: the same queries on the same documents, one line of JSON.
 *
 * <p>The jars are on Maven Central, in org.apache.lucene: lucene-core, lucene-memory, lucene-queries,
 * lucene-analysis-common and lucene-monitor, all of one version 9 (9.12.3 is the last; version 10 needs Java 21). In
 * Lucene 8 the spans are in org.apache.lucene.search.spans, and setMaxClauseCount in BooleanQuery. With the jars in
 * `jars`, on Java 17:
 *
 * <pre>
 * javac -d classes -cp 'jars/*' benchmarks/lucene/LuceneMonitor.java
 * java -Xms2g -Xmx2g -XX:+UseParallelGC -XX:ParallelGCThreads=1 -cp 'classes:jars/*' LuceneMonitor \
 *     FOLDER QUERIES term|edge|multi2 REPETITIONS [MATCHES]
 * </pre>
 *
 * <p>FOLDER holds what the benchmark wrote: `documents.tsv` and `warmup.tsv` (lang, source, title, summary, body; texts
 * are words as they come out of our tokeniser, a space between positions, `|` between the words of one position),
 * `frequencies.tsv` (word, documents that have it) and `queries.txt` (one s-expression a line, a space around each
 * token; {@link Expression} tells which). MATCHES is written with one line a document: the numbers of the queries that
 * match, from 0.
 *
 * <p>What is uncertain is decided for Lucene. Words come ready made, so it pays nothing for finding them; only the CPU
 * time of the thread that matches counts, so compiling, collecting garbage and merging segments are free; the warm-up
 * is passed twice; a field that no query asks about is not indexed. `term` is the presearcher as it comes. `edge` knows
 * how frequent words are and finds prefixes by the beginnings of a document's words, where Lucene on its own runs every
 * query with a prefix on every document. `multi2` does the same, and wants a second word of a query to be there too.
 */
public final class LuceneMonitor {
    private static final int BATCH = 5_000;
    private static final int WARMUP_PASSES = 2;
    private static final int ADDITIONS = 21;
    /** Positions between title, summary and body, more than any query spans. */
    private static final int GAP = 1_000;
    private static final String LANG = "lang", SOURCE = "source";

    private final Monitor monitor;
    private final Set<String> fields = new HashSet<>();
    private long matches;
    private long candidates;

    private LuceneMonitor(Monitor monitor) {
        this.monitor = monitor;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 4 || arguments.length > 5) {
            System.err.println("usage: LuceneMonitor FOLDER QUERIES term|edge|multi2 REPETITIONS [MATCHES]");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        double[] runs = new double[Integer.parseInt(arguments[3])];
        IndexSearcher.setMaxClauseCount(Integer.MAX_VALUE);
        List<Article> documents = Article.read(folder.resolve("documents.tsv"));
        List<Article> warmup = Article.read(folder.resolve("warmup.tsv"));
        Frequencies frequencies = new Frequencies(folder.resolve("frequencies.tsv"), warmup);

        double heapBefore = heapMegabytes();
        long start = System.nanoTime();
        // The analyzer is never asked: fields bring their tokens along.
        try (Monitor monitor = new Monitor(new StandardAnalyzer(), presearcher(arguments[2], frequencies))) {
            LuceneMonitor engine = new LuceneMonitor(monitor);
            engine.register(folder.resolve("queries.txt"), count);
            double buildSeconds = (System.nanoTime() - start) / 1e9;
            double heap = heapMegabytes() - heapBefore;
            for (int pass = 0; pass < WARMUP_PASSES; pass++) {
                engine.microsecondsPerDocument(warmup);
            }
            for (int run = 0; run < runs.length; run++) {
                runs[run] = engine.microsecondsPerDocument(documents);
            }
            double matches = (double) engine.matches / documents.size();
            double candidates = (double) engine.candidates / documents.size();
            if (arguments.length == 5) {
                engine.write(documents, Path.of(arguments[4]));
            }
            double addition = engine.millisecondsToAdd(documents.get(0));
            System.out.printf(
                    Locale.ROOT,
                    "{\"engine\":\"Lucene Monitor\",\"version\":\"%s\",\"queries\":%d,\"presearcher\":\"%s\","
                            + "\"median_us\":%.1f,\"runs_us\":%s,\"build_s\":%.2f,\"heap_mb\":%.1f,\"add_ms\":%.2f,"
                            + "\"matches_per_document\":%.3f,\"candidates_per_document\":%.3f}%n",
                    Version.LATEST, count, arguments[2],
                    median(runs), rounded(runs), buildSeconds, heap, addition, matches, candidates);
        }
    }

    private static Presearcher presearcher(String name, Frequencies frequencies) {
        List<CustomQueryHandler> prefixes = List.of(new PrefixHandler(frequencies));
        return switch (name) {
            case "term" -> new TermFilteredPresearcher();
            case "edge" -> new TermFilteredPresearcher(frequencies, prefixes, Set.of());
            case "multi2" -> new MultipassTermFilteredPresearcher(2, 0, frequencies, prefixes, Set.of());
            default -> throw new IllegalArgumentException("no presearcher is called " + name);
        };
    }

    private void register(Path path, int count) throws IOException {
        List<MonitorQuery> batch = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            for (int number = 0; number < count; number++) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IllegalArgumentException(path + " has only " + number + " queries");
                }
                Expression expression = Expression.of(line);
                expression.addFields(fields);
                batch.add(new MonitorQuery(Integer.toString(number), expression.query()));
                if (batch.size() == BATCH || number == count - 1) {
                    monitor.register(batch);
                    batch.clear();
                }
            }
        }
    }

    /** Match documents one at a time; the time is this thread's, with that of making Lucene's documents. */
    private double microsecondsPerDocument(List<Article> articles) throws IOException {
        matches = 0;
        candidates = 0;
        long start = cpuNanoseconds();
        for (Article article : articles) {
            MatchingQueries<QueryMatch> found = match(article.document(fields));
            matches += found.getMatchCount();
            candidates += found.getQueriesRun();
        }
        return (cpuNanoseconds() - start) / 1e3 / articles.size();
    }

    /** The monitor keeps the errors of queries to itself; one would make the figures worthless. */
    private MatchingQueries<QueryMatch> match(Document document) throws IOException {
        MatchingQueries<QueryMatch> found = monitor.match(document, QueryMatch.SIMPLE_MATCHER);
        if (!found.getErrors().isEmpty()) {
            throw new IllegalStateException("queries failed: " + found.getErrors());
        }
        return found;
    }

    private void write(List<Article> articles, Path path) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Article article : articles) {
            lines.add(match(article.document(fields)).getMatches().stream()
                    .map(found -> Integer.parseInt(found.getQueryId()))
                    .sorted()
                    .map(String::valueOf)
                    .collect(Collectors.joining(" ")));
        }
        Files.write(path, lines);
    }

    /** From a new query to the first document that it finds, in the time of this thread. */
    private double millisecondsToAdd(Article article) throws IOException {
        double[] times = new double[ADDITIONS];
        for (int number = 0; number < ADDITIONS; number++) {
            String word = "addition" + number;
            Document document = article.document(fields);
            document.add(new StringField("added", word, Field.Store.NO));
            long start = cpuNanoseconds();
            monitor.register(new MonitorQuery(word, new TermQuery(new Term("added", word))));
            MatchingQueries<QueryMatch> found = match(document);
            times[number] = (cpuNanoseconds() - start) / 1e6;
            if (found.matches(word) == null) {
                throw new IllegalStateException("an added query is not found");
            }
        }
        return median(times);
    }

    private static long cpuNanoseconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double heapMegabytes() {
        for (int times = 0; times < 3; times++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String rounded(double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> String.format(Locale.ROOT, "%.1f", value))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static List<String[]> rows(Path path) throws IOException {
        return Files.readAllLines(path).stream().map(line -> line.split("\t", -1)).toList();
    }

    private record Token(String word, int increment) {}

    private record Article(String lang, String source, Map<String, List<Token>> texts) {
        static List<Article> read(Path path) throws IOException {
            return rows(path).stream().map(Article::of).toList();
        }

        private static Article of(String[] row) {
            Map<String, List<Token>> texts = Map.of(
                    "text", tokens(row[2], row[3], row[4]), "title", tokens(row[2]), "body", tokens(row[3], row[4]));
            return new Article(row[0], row[1], texts);
        }

        /** The first word of a position leads to it, the others stand beside it. */
        private static List<Token> tokens(String... texts) {
            List<Token> tokens = new ArrayList<>();
            int gap = 0;
            for (String text : texts) {
                for (String position : text.isEmpty() ? new String[0] : text.split(" ")) {
                    int increment = 1 + gap;
                    for (String word : position.split("\\|")) {
                        tokens.add(new Token(word, increment));
                        increment = 0;
                    }
                    gap = 0;
                }
                gap += GAP;
            }
            return tokens;
        }

        Document document(Set<String> fields) {
            Document document = new Document();
            document.add(new StringField(LANG, lang, Field.Store.NO));
            document.add(new StringField(SOURCE, source, Field.Store.NO));
            texts.forEach((field, tokens) -> {
                if (fields.contains(field)) {
                    document.add(new TextField(field, new Tokens(tokens)));
                }
            });
            return document;
        }
    }

    private static final class Tokens extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
        private final Iterator<Token> tokens;

        Tokens(List<Token> tokens) {
            this.tokens = tokens.iterator();
        }

        @Override
        public boolean incrementToken() {
            if (!tokens.hasNext()) {
                return false;
            }
            Token token = tokens.next();
            clearAttributes();
            term.append(token.word);
            increment.setPositionIncrement(token.increment);
            return true;
        }
    }

    /** Weighs rare words higher, so that a query is looked for by the rarest word that it needs. */
    private static final class Frequencies implements TermWeightor {
        private final NavigableMap<String, Integer> words = new TreeMap<>();
        private final Map<Term, Integer> labels = new HashMap<>();

        Frequencies(Path path, List<Article> articles) throws IOException {
            rows(path).forEach(row -> words.put(row[0], Integer.valueOf(row[1])));
            for (Article article : articles) {
                labels.merge(new Term(LANG, article.lang), 1, Integer::sum);
                labels.merge(new Term(SOURCE, article.source), 1, Integer::sum);
            }
        }

        @Override
        public double applyAsDouble(Term term) {
            boolean label = term.field().equals(LANG) || term.field().equals(SOURCE);
            return 1.0 / (1 + (label ? labels.getOrDefault(term, 0) : words.getOrDefault(term.text(), 0)));
        }

        double ofPrefix(String prefix) {
            int documents = words.subMap(prefix, prefix + Character.MAX_VALUE).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            return 1.0 / (1 + documents);
        }
    }

    /** Finds queries with a prefix by the beginnings of a document's words; shorter prefixes are always tried. */
    private static final class PrefixHandler implements CustomQueryHandler {
        private static final int SHORTEST = 3;
        private static final int LONGEST = 8;
        /** Ends a beginning, which no word does. */
        private static final char MARK = '\u0001';

        private final Frequencies frequencies;

        PrefixHandler(Frequencies frequencies) {
            this.frequencies = frequencies;
        }

        @Override
        public QueryTree handleQuery(Query query, TermWeightor weightor) {
            if (!(query instanceof PrefixQuery prefixed) || prefixed.getPrefix().text().length() < SHORTEST) {
                return null;
            }
            String prefix = prefixed.getPrefix().text();
            String beginning = prefix.substring(0, Math.min(LONGEST, prefix.length()));
            BytesRef indexed = new BytesRef(beginning + MARK);
            return QueryTree.term(prefixed.getField(), indexed, frequencies.ofPrefix(beginning));
        }

        @Override
        public TokenStream wrapTermStream(String field, TokenStream words) {
            return new TokenFilter(words) {
                private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
                private String word = "";
                private int length = SHORTEST;

                @Override
                public boolean incrementToken() throws IOException {
                    if (length <= Math.min(LONGEST, word.length())) {
                        clearAttributes();
                        term.append(word, 0, length).append(MARK);
                        length++;
                        return true;
                    }
                    length = SHORTEST;
                    boolean more = input.incrementToken();
                    word = more ? term.toString() : "";
                    return more;
                }
            };
        }
    }

    /**
     * A query as it is read, an operator with the words it takes and the expressions after them: `( term FIELD word )`,
     * `( prefix FIELD begin )`, `( phrase FIELD w1 w2* a|b )`, `( near FIELD N ordered|any X Y )` with at most N words
     * between, `( not X )`, `( and X ... )`, `( or X ... )`.
     */
    private record Expression(String operator, List<String> words, List<Expression> parts) {
        static Expression of(String line) {
            Iterator<String> tokens = List.of(line.split(" ")).iterator();
            if (!tokens.next().equals("(")) {
                throw new IllegalArgumentException("not an expression: " + line);
            }
            Expression read = after(tokens);
            if (tokens.hasNext()) {
                throw new IllegalArgumentException("more than one expression: " + line);
            }
            return read;
        }

        private static Expression after(Iterator<String> tokens) {
            Expression read = new Expression(tokens.next(), new ArrayList<>(), new ArrayList<>());
            for (String token = tokens.next(); !token.equals(")"); token = tokens.next()) {
                if (token.equals("(")) {
                    read.parts.add(after(tokens));
                } else {
                    read.words.add(token);
                }
            }
            return read;
        }

        void addFields(Set<String> fields) {
            words.stream().limit(1).forEach(fields::add);
            parts.forEach(part -> part.addFields(fields));
        }

        Query query() {
            return switch (operator) {
                case "term" -> new TermQuery(term());
                case "prefix" -> new PrefixQuery(term());
                case "phrase" -> phrase();
                case "near" -> span();
                case "or" -> {
                    BooleanQuery.Builder any = new BooleanQuery.Builder();
                    parts.forEach(part -> any.add(part.query(), Occur.SHOULD));
                    yield any.build();
                }
                case "and" -> all(parts);
                case "not" -> all(List.of(this));
                default -> throw new IllegalArgumentException("no operator is called " + operator);
            };
        }

        private static Query all(List<Expression> parts) {
            BooleanQuery.Builder all = new BooleanQuery.Builder();
            for (Expression part : parts) {
                if (part.operator.equals("not")) {
                    all.add(part.parts.get(0).query(), Occur.MUST_NOT);
                } else {
                    all.add(part.query(), Occur.FILTER);
                }
            }
            if (parts.stream().allMatch(part -> part.operator.equals("not"))) {
                all.add(new MatchAllDocsQuery(), Occur.FILTER);
            }
            return all.build();
        }

        /** With a prefix a phrase is made of spans; Lucene's own phrases are quicker, and used where they can be. */
        private Query phrase() {
            if (words.stream().anyMatch(word -> word.contains("*"))) {
                return span();
            }
            MultiPhraseQuery.Builder phrase = new MultiPhraseQuery.Builder();
            for (String position : words.subList(1, words.size())) {
                phrase.add(Stream.of(position.split("\\|")).map(this::term).toArray(Term[]::new));
            }
            return phrase.build();
        }

        private SpanQuery span() {
            List<SpanQuery> spans = new ArrayList<>(parts.stream().map(Expression::span).toList());
            return switch (operator) {
                case "term" -> new SpanTermQuery(term());
                case "prefix" -> new SpanMultiTermQueryWrapper<>(new PrefixQuery(term()));
                case "phrase" -> {
                    words.stream().skip(1).map(this::position).forEach(spans::add);
                    yield near(spans, 0, true);
                }
                case "near" -> near(spans, Integer.parseInt(words.get(1)), words.get(2).equals("ordered"));
                case "or" -> any(spans);
                default -> throw new IllegalArgumentException("not within near: " + operator);
            };
        }

        /** The words that may stand at one position of a phrase. */
        private SpanQuery position(String alternatives) {
            List<SpanQuery> spans = new ArrayList<>();
            for (String word : alternatives.split("\\|")) {
                spans.add(word.endsWith("*")
                        ? new SpanMultiTermQueryWrapper<>(new PrefixQuery(term(word.substring(0, word.length() - 1))))
                        : new SpanTermQuery(term(word)));
            }
            return any(spans);
        }

        private static SpanQuery any(List<SpanQuery> spans) {
            return spans.size() == 1 ? spans.get(0) : new SpanOrQuery(spans.toArray(SpanQuery[]::new));
        }

        private static SpanQuery near(List<SpanQuery> spans, int between, boolean ordered) {
            return spans.size() == 1
                    ? spans.get(0)
                    : new SpanNearQuery(spans.toArray(SpanQuery[]::new), between, ordered);
        }

        private Term term() {
            return term(words.get(1));
        }

        private Term term(String word) {
            return new Term(words.get(0), word);
        }
    }
}
