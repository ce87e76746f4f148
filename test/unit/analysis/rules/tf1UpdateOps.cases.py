from functools import partial
import tensorflow as tf
import tensorflow.contrib.slim as slim

# --- as in udacity/deep-learning#128, before the fix: a generator that samples with training=False
def generator(z, reuse=False, training=True):
    with tf.variable_scope("generator", reuse=reuse):
        h = tf.layers.dense(z, 4 * 4 * 512)
        h = tf.nn.relu(tf.layers.batch_normalization(h, training=training))
        return tf.tanh(tf.layers.dense(h, 3072))

def discriminator(x, reuse=False):
    with tf.variable_scope("discriminator", reuse=reuse):
        return tf.layers.dense(tf.nn.leaky_relu(tf.layers.dense(x, 64)), 1)

def main(batches):
    z, x = tf.placeholder(tf.float32, [None, 100]), tf.placeholder(tf.float32, [None, 3072])
    fake = discriminator(generator(z))
    real = discriminator(x, reuse=True)
    samples = generator(z, reuse=True, training=False)
    d_step = tf.train.AdamOptimizer(2e-4).minimize(tf.reduce_mean(fake - real))  # NRM605 warning: No step here runs UPDATE_OPS
    g_step = tf.train.AdamOptimizer(2e-4).minimize(-tf.reduce_mean(fake))
    with tf.Session() as session:
        for images, noise in batches:
            session.run([d_step, g_step], {x: images, z: noise})
        print(session.run(samples, {z: noise}))
# --- as in udacity/deep-learning#128, after the fix
def generator(z, reuse=False, training=True):
    with tf.variable_scope("generator", reuse=reuse):
        h = tf.layers.dense(z, 4 * 4 * 512)
        h = tf.nn.relu(tf.layers.batch_normalization(h, training=training))
        return tf.tanh(tf.layers.dense(h, 3072))

def main(batches):
    z = tf.placeholder(tf.float32, [None, 100])
    fake = generator(z)
    samples = generator(z, reuse=True, training=False)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = tf.train.AdamOptimizer(2e-4).minimize(-tf.reduce_mean(fake))
    with tf.Session() as session:
        for noise in batches:
            session.run(step, {z: noise})
        print(session.run(samples, {z: noise}))
# --- as in YunYang1994/tensorflow-yolov3#23, before the fix: a placeholder says whether it is training
def convolutional(x, training):
    x = tf.layers.conv2d(x, 32, 3, use_bias=False)
    return tf.nn.leaky_relu(tf.layers.batch_normalization(x, beta_initializer=tf.zeros_initializer(), training=training))

training = tf.placeholder(dtype=tf.bool, name="training")
loss = tf.reduce_mean(convolutional(tf.placeholder(tf.float32, [None, 32, 32, 3]), training))
optimizer = tf.train.AdamOptimizer(1e-3)
step = optimizer.minimize(loss)  # NRM605 warning
sess = tf.Session()
sess.run(step, feed_dict={training: True})
# --- as in YunYang1994/tensorflow-yolov3#23, after the fix
def convolutional(x, training):
    x = tf.layers.conv2d(x, 32, 3, use_bias=False)
    return tf.nn.leaky_relu(tf.layers.batch_normalization(x, beta_initializer=tf.zeros_initializer(), training=training))

training = tf.placeholder(dtype=tf.bool, name="training")
loss = tf.reduce_mean(convolutional(tf.placeholder(tf.float32, [None, 32, 32, 3]), training))
optimizer = tf.train.AdamOptimizer(1e-3)
update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
with tf.control_dependencies(update_ops):
    step = optimizer.minimize(loss)
sess = tf.Session()
sess.run(step, feed_dict={training: True})
# --- gradients are clipped and applied
x = tf.placeholder(tf.float32, [None, 10])
phase = tf.placeholder_with_default(False, [], "phase")
y = tf.contrib.layers.batch_norm(x, center=True, scale=True, is_training=phase)
optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
gradients = [(tf.clip_by_norm(g, 5.0), v) for g, v in optimizer.compute_gradients(tf.reduce_mean(y))]
train_op = optimizer.apply_gradients(gradients)  # NRM605 warning
with tf.Session() as sess:
    sess.run(train_op)
# --- a class that is told whether it is training
class Model:
    def __init__(self, is_training):
        self.x = tf.placeholder(tf.float32, [None, 10])
        self.y = tf.layers.batch_normalization(self.x, training=is_training)
        self.loss = tf.reduce_mean(self.y)
        self.optimizer = tf.train.AdamOptimizer(1e-3)
        self.train_op = self.optimizer.minimize(self.loss)  # NRM605 warning

    def fit(self, batches):
        with tf.Session() as sess:
            for batch in batches:
                sess.run(self.train_op, {self.x: batch})
# --- a normalizer of slim's layers
x = tf.placeholder(tf.float32, [None, 10])
training = tf.placeholder(tf.bool)
params = {"is_training": training, "decay": 0.9}
with slim.arg_scope([slim.fully_connected], normalizer_fn=slim.batch_norm, normalizer_params=params):
    y = slim.fully_connected(x, 10)
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))  # NRM605 warning
tf.Session().run(step)
# --- a batch norm with its arguments bound
training = tf.placeholder_with_default(False, shape=())
norm = partial(tf.layers.batch_normalization, training=training, momentum=0.9)
y = norm(tf.layers.dense(tf.placeholder(tf.float32, [None, 10]), 10))
step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))  # NRM605 warning
with tf.Session() as sess:
    sess.run(step)
# --- a model function of an estimator
def model_fn(features, labels, mode):
    is_training = mode == tf.estimator.ModeKeys.TRAIN
    y = tf.layers.batch_normalization(tf.layers.dense(features["x"], 10), training=is_training)
    loss = tf.losses.mean_squared_error(labels, y)
    optimizer = tf.train.AdamOptimizer(1e-3)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())  # NRM605 warning
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

def main(_):
    tf.estimator.train_and_evaluate(tf.estimator.Estimator(model_fn), None, None)

tf.app.run()
# --- TensorFlow 2's name of it all
y = tf.compat.v1.layers.batch_normalization(tf.compat.v1.placeholder(tf.float32, [None, 3]), training=tf.compat.v1.placeholder(tf.bool))
step = tf.compat.v1.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))  # NRM605 warning
tf.compat.v1.Session().run(step)
# --- updates are run beside the step
training = tf.placeholder(tf.bool)
y = tf.layers.batch_normalization(tf.placeholder(tf.float32, [None, 10]), training=training)
step = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))
updates_of_norms = tf.get_collection("update_ops")
tf.Session().run([step, updates_of_norms])
# --- slim makes the step
training = tf.placeholder(tf.bool)
y = slim.batch_norm(tf.placeholder(tf.float32, [None, 10]), is_training=training)
step = slim.learning.create_train_op(tf.reduce_mean(y), tf.train.AdamOptimizer(1e-3))
other = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))
tf.Session().run(step)
# --- updated in place
training = tf.placeholder(tf.bool)
y = tf.contrib.layers.batch_norm(tf.placeholder(tf.float32, [None, 10]), updates_collections=None, is_training=training)
step = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))
tf.Session().run(step)
# --- updated in place, by slim's parameters
params = {"is_training": tf.placeholder(tf.bool), "updates_collections": None}
y = slim.conv2d(tf.placeholder(tf.float32), 8, 3, normalizer_fn=slim.batch_norm, normalizer_params=params)
step = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))
tf.Session().run(step)
# --- defaults that nobody knows here
def build(x, training, **params):
    with slim.arg_scope([slim.batch_norm], **params):
        return slim.batch_norm(x, is_training=training)

y = build(tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.bool))
step = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))
tf.Session().run(step)
# --- always in training mode: nobody reads the averages
def generator(z, training=True):
    return tf.layers.batch_normalization(tf.layers.dense(z, 10), training=training)

y = generator(tf.placeholder(tf.float32, [None, 10]))
step = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))
tf.Session().run(step)
# --- never in training mode: a network that was trained before
y = tf.layers.batch_normalization(tf.placeholder(tf.float32, [None, 10]), training=False)
z = tf.layers.batch_normalization(y)
step = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(tf.layers.dense(z, 3)))
tf.Session().run(step)
# --- Keras keeps its averages itself
def step_of(x, y):
    model = tf.keras.Sequential([tf.keras.layers.Dense(3), tf.keras.layers.BatchNormalization()])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
    optimizer = tf.keras.optimizers.Adam(1e-3)
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return model.run
# --- layers alone: who makes the step is in other files
def build(x, training):
    y = tf.layers.batch_normalization(x, training=training)
    return tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))
# --- another optimizer, which is not TensorFlow's
def fit(optimizer, x):
    y = tf.layers.batch_normalization(x, training=tf.placeholder(tf.bool))
    tf.Session().run(optimizer.minimize(tf.reduce_mean(y)))
# --- commented out
training = tf.placeholder(tf.bool)
y = tf.placeholder(tf.float32, [None, 10])
# y = tf.layers.batch_normalization(y, training=training)
step = tf.train.AdamOptimizer(1e-3).minimize(tf.reduce_mean(y))
tf.Session().run(step)
