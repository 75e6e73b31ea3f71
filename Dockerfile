# nescio as one container. Mount the folder that holds nescio.yaml, the documents and the state:
#   docker build -t nescio .
#   docker run -p 8080:8080 -v "$PWD/mine:/work" nescio
FROM python:3.11-slim

# An index of CPU-only builds keeps several GB of CUDA out of the image.
ARG TORCH_INDEX_URL=

RUN useradd --create-home nescio && mkdir /work && chown nescio /work
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
RUN pip install --no-cache-dir -c constraints.txt \
        ${TORCH_INDEX_URL:+--index-url "$TORCH_INDEX_URL"} torch==2.13.0
COPY nescio nescio
COPY retrieval retrieval
COPY ingest ingest
COPY answer answer
COPY evals evals
COPY server server
COPY data data
RUN pip install --no-cache-dir -c constraints.txt --build-constraint constraints.txt .

USER nescio
WORKDIR /work
ENV OMP_WAIT_POLICY=passive TOKENIZERS_PARALLELISM=false
EXPOSE 8080
HEALTHCHECK --start-period=60s --interval=10s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=5)"]
ENTRYPOINT ["nescio"]
CMD ["serve"]
